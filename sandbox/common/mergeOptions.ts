/**
 * Lays options over settings of any kind; undefined and `port` are skipped.
 * @param rules what each setting must be
 * @param take gives a setting's new value, or throws
 * @throws Error for what is no object, and naming an option without a rule
 */
export function mergeOptions<Settings extends object, Rule>(
	options: unknown,
	base: Settings,
	rules: Record<keyof Settings, Rule>,
	take: (rule: Rule, name: string, given: unknown) => unknown,
): Settings {
	if (typeof options !== 'object' || options === null || Array.isArray(options))
		throw new Error('Settings must be an object');
	const merged = { ...base } as Record<string, unknown>;
	for (const [name, given] of Object.entries(options)) {
		if (name === 'port' || given === undefined) continue;
		if (!Object.hasOwn(rules, name)) throw new Error(`There is no setting "${name}"`);
		merged[name] = take(rules[name as keyof Settings], name, given);
	}
	return merged as Settings;
}
