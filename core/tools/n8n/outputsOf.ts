import type { N8nExecutionDetail } from './types';

/** The json of the items that a node put out, over all its runs and outputs. */
export function outputsOf({ data }: N8nExecutionDetail, node: string): Array<Record<string, unknown>> {
	return (data.resultData.runData[node] ?? []).flatMap((run) =>
		(run.data?.main ?? []).flatMap((items) => (items ?? []).map(({ json }) => json)),
	);
}
