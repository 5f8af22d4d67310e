import { type KernelAnswer, questions } from '../findings/observation.ts';
import type { Questions } from '../findings/questions.ts';
import type { Guest } from './guest.ts';
import { type Field, fieldNumber, fieldText, type Message, messageTypes } from './protocol.ts';

const isQuestion = (text: string): text is KernelAnswer['question'] =>
	questions.some((question) => question === text);

const probeMs = 60_000;
const answersMax = 64;
const nearMax = 256;

function answerOf({ type, payload }: Message): KernelAnswer | undefined {
	const question = fieldText(payload, 'question');
	if (type !== messageTypes.answer || !isQuestion(question)) return undefined;
	const found = fieldNumber(payload, 'found');
	const typed = fieldNumber(payload, 'btf');
	const mapType = fieldText(payload, 'type');
	const near = fieldText(payload, 'text').split('\n', nearMax).filter(Boolean);
	return {
		question,
		name: fieldText(payload, 'name'),
		...(mapType !== '' && { type: mapType }),
		...(found !== undefined && { found: found === 1 }),
		...(typed !== undefined && { typed: typed === 1 }),
		...(near.length > 0 && { near }),
	};
}

/** Asks the kernel whether it has what a program needs. What it does not answer in time stays open. */
export async function probeKernel(
	guest: Guest,
	path: string,
	program: string,
	{ helpers, maps, symbols, events }: Questions,
): Promise<KernelAnswer[]> {
	const answers: KernelAnswer[] = [];
	const content: Field[] = [
		['path', path],
		['name', program],
		...helpers.map((helper): Field => ['helper', helper]),
		...maps.map((map): Field => ['map', map]),
		...symbols.map((symbol): Field => ['symbol', symbol]),
		...events.map((event): Field => ['event', event]),
	];
	await guest.ask(messageTypes.probe, content, {
		deadlineMs: probeMs,
		onMessage(message) {
			const answer = answerOf(message);
			if (answer !== undefined && answers.length < answersMax) answers.push(answer);
		},
	});
	return answers;
}
