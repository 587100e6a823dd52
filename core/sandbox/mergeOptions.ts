/**
 * Merges options into a platform's settings. Skips undefined, and `port`, which is not a setting.
 * @param rules one rule for each setting, in whatever form `read` takes
 * @param read returns a setting's new value, or throws
 * @throws Error if `options` is not an object, or names an option without a rule
 */
export function mergeOptions<Settings extends object, Rule>(
	options: unknown,
	base: Settings,
	rules: Record<keyof Settings, Rule>,
	read: (rule: Rule, name: string, given: unknown) => unknown,
): Settings {
	if (typeof options !== 'object' || options === null || Array.isArray(options))
		throw new Error('Settings must be an object');
	const merged = { ...base } as Record<string, unknown>;
	for (const [name, given] of Object.entries(options)) {
		if (name === 'port' || given === undefined) continue;
		if (!Object.hasOwn(rules, name)) throw new Error(`There is no setting "${name}"`);
		merged[name] = read(rules[name as keyof Settings], name, given);
	}
	return merged as Settings;
}
