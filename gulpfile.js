const { execFile } = require('node:child_process');
const { mkdir, readFile, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const { promisify } = require('node:util');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');
const { n8n } = require('./package.json');

const OUT = 'dist';
/** Holds all code: one file is half the size of a hundred in a package, and n8n starts faster. */
const BUNDLE = path.join(OUT, 'package.js');
/** The licences of other people's code in the bundle. */
const LICENSES = path.join(OUT, 'THIRD_PARTY_LICENSES.txt');
/** TypeScript's output, without comments; only what becomes the bundle. */
const COMPILED = path.join(OUT, 'compiled');

/** The files that n8n loads, by the class that each must hold. */
const loaded = [...n8n.credentials, ...n8n.nodes].map((file) => ({ file, name: path.basename(file).split('.')[0] }));

async function clean() {
	await rm(path.join(__dirname, OUT), { recursive: true, force: true });
}

async function compile() {
	const tsc = require.resolve('typescript/bin/tsc');
	const options = ['--module', 'es2022', '--moduleResolution', 'bundler', '--outDir', COMPILED];
	try {
		await promisify(execFile)(process.execPath, [tsc, '-p', 'tsconfig.json', ...options], { cwd: __dirname });
	} catch (error) {
		// tsc reports on standard output.
		throw new Error(`TypeScript found errors:\n${error.stdout || error.message}`);
	}
}

async function bundle() {
	const contents = loaded
		.map(({ file, name }) => `export { ${name} } from './${path.relative(OUT, file)}';`)
		.join('\n');
	const { metafile } = await esbuild.build({
		stdin: { contents, resolveDir: path.join(__dirname, COMPILED) },
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		charset: 'utf8',
		minifySyntax: true,
		minifyWhitespace: true,
		minifyIdentifiers: true,
		// Names stay, and lines end, so that a stack trace still tells the place.
		lineLimit: 400,
		legalComments: 'none',
		metafile: true,
		external: ['n8n-workflow'],
		outfile: path.join(__dirname, BUNDLE),
		logLevel: 'warning',
	});
	await rm(path.join(__dirname, COMPILED), { recursive: true });
	await writeLicenses(Object.keys(metafile.inputs));
}

/** MIT and its like demand that their text goes with the code; a bundled package without one fails the build. */
async function writeLicenses(bundledFiles) {
	const folders = bundledFiles.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
	const licenses = [...new Set(folders)].sort().map(async (folder) => {
		const license = await readFile(path.resolve(__dirname, folder, 'LICENSE'), 'utf8');
		return `${folder.replace(/^.*node_modules\//, '')}\n\n${license.trim()}\n`;
	});
	await writeFile(path.join(__dirname, LICENSES), (await Promise.all(licenses)).join('\n'));
}

async function writeLoadedFiles() {
	for (const { file, name } of loaded) {
		const folder = path.dirname(file);
		await mkdir(path.join(__dirname, folder), { recursive: true });
		const code = `'use strict';\nexports.${name} = require('${path.relative(folder, BUNDLE)}').${name};\n`;
		await writeFile(path.join(__dirname, file), code);
	}
}

function copyIcons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest(path.join(OUT, 'icons')));
}

function copyDescriptions() {
	return src('nodes/**/*.node.json').pipe(dest(path.join(OUT, 'nodes')));
}

exports.clean = clean;
exports.build = series(clean, parallel(series(compile, bundle), writeLoadedFiles, copyIcons, copyDescriptions));
exports.default = exports.build;
