/** Without the properties that are undefined. */
export function defined<Properties extends object>(
	properties: Properties,
): { [Key in keyof Properties]?: NonNullable<Properties[Key]> } {
	return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as {
		[Key in keyof Properties]?: NonNullable<Properties[Key]>;
	};
}
