const { execFile } = require('node:child_process');
const { mkdir, readFile, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const { promisify } = require('node:util');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const OUT = 'dist';
/** Holds all code: one file is half the size of a hundred in a package, and n8n starts faster. */
const BUNDLE = path.join(OUT, 'package.js');
/** The licences of other people's code in the bundle. */
const LICENSES = path.join(OUT, 'THIRD_PARTY_LICENSES.txt');

/**
 * The gulp tasks that build an n8n package into its folder `dist`: its nodes and credentials with what they import, in
 * one bundle, the small files that n8n loads, icons and descriptions.
 *
 * @param {string} folder the package's folder, with package.json and tsconfig.json
 */
exports.tasksFor = (folder) => {
	const { n8n } = require(path.join(folder, 'package.json'));
	const at = (...parts) => path.join(folder, ...parts);

	/** The files that n8n loads, by the class that each must hold. */
	const loaded = [...n8n.credentials, ...n8n.nodes].map((file) => ({ file, name: path.basename(file).split('.')[0] }));

	async function clean() {
		await rm(at(OUT), { recursive: true, force: true });
	}

	async function check() {
		const tsc = require.resolve('typescript/bin/tsc');
		try {
			await promisify(execFile)(process.execPath, [tsc, '-p', at('tsconfig.json'), '--noEmit']);
		} catch (error) {
			// tsc reports on standard output.
			throw new Error(`TypeScript found errors:\n${error.stdout || error.message}`);
		}
	}

	async function bundle() {
		const contents = loaded
			.map(({ file, name }) => `export { ${name} } from './${path.relative(OUT, file).replace(/\.js$/, '.ts')}';`)
			.join('\n');
		const { metafile } = await esbuild.build({
			stdin: { contents, resolveDir: folder },
			absWorkingDir: folder,
			bundle: true,
			platform: 'node',
			format: 'cjs',
			target: 'node20',
			charset: 'utf8',
			minify: true,
			// Lines end, so that a stack trace still tells the place.
			lineLimit: 400,
			legalComments: 'none',
			metafile: true,
			external: ['n8n-workflow'],
			outfile: at(BUNDLE),
			logLevel: 'warning',
		});
		await writeLicenses(Object.keys(metafile.inputs));
	}

	/** MIT and its like demand that their text goes with the code; a bundled package without one fails the build. */
	async function writeLicenses(bundledFiles) {
		const folders = bundledFiles.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
		const licenses = [...new Set(folders)].sort().map(async (other) => {
			const license = await readFile(at(other, 'LICENSE'), 'utf8');
			return `${other.replace(/^.*node_modules\//, '')}\n\n${license.trim()}\n`;
		});
		if (licenses.length > 0) await writeFile(at(LICENSES), (await Promise.all(licenses)).join('\n'));
	}

	async function writeLoadedFiles() {
		for (const { file, name } of loaded) {
			await mkdir(at(path.dirname(file)), { recursive: true });
			const bundled = path.relative(path.dirname(file), BUNDLE);
			await writeFile(at(file), `'use strict';\nexports.${name} = require('${bundled}').${name};\n`);
		}
	}

	const copyIcons = () => src('icons/*.svg', { cwd: folder, encoding: false }).pipe(dest(at(OUT, 'icons')));

	const copyDescriptions = () => src('nodes/**/*.node.json', { cwd: folder }).pipe(dest(at(OUT, 'nodes')));

	const build = series(clean, parallel(check, bundle, writeLoadedFiles, copyIcons, copyDescriptions));
	return { clean, build, default: build };
};
