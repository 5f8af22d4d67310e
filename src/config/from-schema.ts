/** The type of the values that a JSON schema, written as a constant, allows. It knows the keywords that ours uses. */
export type FromSchema<Schema> = Schema extends { readonly enum: readonly (infer Value)[] }
	? Value
	: Schema extends { readonly type: infer Type }
		? OfType<Type extends readonly (infer Name)[] ? Name : Type, Schema>
		: unknown;

/** Distributes over the names of a union of types. */
type OfType<Type, Schema> = Type extends 'string'
	? string
	: Type extends 'number' | 'integer'
		? number
		: Type extends 'boolean'
			? boolean
			: Type extends 'array'
				? Schema extends { readonly items: infer Items }
					? readonly FromSchema<Items>[]
					: readonly unknown[]
				: Type extends 'object'
					? OfObject<Schema>
					: never;

type OfObject<Schema> = Schema extends { readonly properties: infer Properties }
	? { readonly [Key in keyof Properties & Required<Schema>]: FromSchema<Properties[Key]> } & {
			readonly [Key in Exclude<keyof Properties, Required<Schema>>]?: FromSchema<Properties[Key]>;
		}
	: Schema extends { readonly additionalProperties: infer Values }
		? Readonly<Record<string, FromSchema<Values>>>
		: never;

type Required<Schema> = Schema extends { readonly required: readonly (infer Key)[] } ? Key : never;
