/**
 * What is written in the page with less contrast than WCAG 2.2 asks of text (1.4.3, level AA: 4.5 to 1), as
 * `element: text (ratio)`. Colours are as the browser computed them; of text on what is partly clear, the first ground that is not.
 */
export async function contrastTroubles(
	ask: <Value>(expression: string) => Promise<Value>,
): Promise<string[]> {
	return await ask<string[]>(`(${measure})()`);
}

const measure = `() => {
	const channels = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
	const luminance = ([r, g, b]) => [r, g, b]
		.map((value) => value / 255)
		.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
		.reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
	const groundOf = (at) => {
		for (let element = at; element !== null; element = element.parentElement) {
			const colour = channels(getComputedStyle(element).backgroundColor);
			if (colour.length === 3 || colour[3] === 1) return colour;
		}
		return [255, 255, 255];
	};
	const dialog = document.querySelector('dialog[open]');
	return [...(dialog ?? document.body).querySelectorAll('*')]
		.filter((at) => at.checkVisibility() && !at.matches('script, style, :disabled'))
		.filter((at) => [...at.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''))
		.flatMap((at) => {
			const style = getComputedStyle(at);
			const text = channels(at.closest('svg') === null ? style.color : style.fill);
			// What is clear on purpose is for screen readers only.
			if (text[3] === 0) return [];
			const [light, dark] = [luminance(text), luminance(groundOf(at))].sort((a, b) => b - a);
			const ratio = (light + 0.05) / (dark + 0.05);
			return ratio >= 4.5 ? [] : [at.tagName + '.' + at.className + ': ' + at.textContent.slice(0, 40) + ' (' + ratio.toFixed(2) + ')'];
		});
}`;
