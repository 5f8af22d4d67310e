import { chooseAccelerator } from '../guest/accelerator.ts';
import { buildGuestPrograms } from '../guest/agent-build.ts';
import { ensureRequirements } from '../host/install.ts';
import { allPurposes, type Check, checkRequirements, missingOf } from '../host/requirements.ts';
import { neutralise, oneLine } from '../report/neutralise.ts';
import { type Output, writeJson } from './output.ts';

export interface DoctorArguments {
	readonly installMissing: boolean;
	readonly json: boolean;
}

/** `core-matrix doctor`. Exit code 3 when something is missing that a run may need. */
export async function doctorCommand(
	{ installMissing, json }: DoctorArguments,
	output: Output,
): Promise<number> {
	if (installMissing) {
		const tell = (message: string) => void process.stderr.write(`${oneLine(message)}\n`);
		await ensureRequirements(allPurposes, { consent: true, tell });
	}
	const checks = await checkRequirements(allPurposes);
	const missing = missingOf(checks);
	// The probe of the accelerator is a program that has to be built first.
	const accelerator = missing.length === 0 ? await probeAccelerator() : undefined;
	if (json) {
		writeJson(output, {
			requirements: checks.map(({ requirement: { name, package: from, why }, found }) => ({
				name,
				package: from,
				why,
				found: found ?? null,
			})),
			accelerator: accelerator ?? null,
		});
	} else {
		const packages = [...new Set(missing.map((requirement) => requirement.package))];
		output.result(neutralise(`${checks.map(checkText).join('')}${verdictText(packages, accelerator)}\n`));
	}
	return missing.length === 0 ? 0 : 3;
}

async function probeAccelerator() {
	const { probe } = await buildGuestPrograms(() => {});
	return await chooseAccelerator('auto', probe);
}

function checkText({ requirement: { name, package: from, why }, found }: Check): string {
	const state = found === undefined ? 'MISSING' : 'ok     ';
	const what = found ?? `install the package ${from}`;
	return `${state}  ${name}: ${what}\n         needed to ${why}\n`;
}

function verdictText(
	missing: readonly string[],
	accelerator: { readonly accelerator: string; readonly notice?: string } | undefined,
): string {
	if (accelerator === undefined) {
		return `\nInstall what is missing: apt-get install ${missing.join(' ')}, or core-matrix doctor --install-missing`;
	}
	return `\naccelerator: ${accelerator.accelerator}${accelerator.notice === undefined ? '' : ` (${accelerator.notice})`}`;
}
