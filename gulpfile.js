const { execFile } = require('node:child_process');
const { rm } = require('node:fs/promises');
const path = require('node:path');
const { promisify } = require('node:util');
const { dest, parallel, series, src } = require('gulp');

const OUT = 'dist';

async function clean() {
	await rm(path.join(__dirname, OUT), { recursive: true, force: true });
}

async function compile() {
	const tsc = require.resolve('typescript/bin/tsc');
	try {
		await promisify(execFile)(process.execPath, [tsc, '-p', 'tsconfig.json'], { cwd: __dirname });
	} catch (error) {
		// tsc reports on standard output.
		throw new Error(`TypeScript found errors:\n${error.stdout || error.message}`);
	}
}

function copyIcons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest(path.join(OUT, 'icons')));
}

function copyDescriptions() {
	return src('nodes/**/*.node.json').pipe(dest(path.join(OUT, 'nodes')));
}

exports.clean = clean;
exports.build = series(clean, parallel(compile, copyIcons, copyDescriptions));
exports.default = exports.build;
