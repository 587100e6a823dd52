import type {
	DeclarativeRestApiSettings,
	IDataObject,
	IExecutePaginationFunctions,
	INode,
	INodeExecutionData,
} from 'n8n-workflow';
import type { RawResponse } from './response';
import type { Fields } from './operation';
import { DEFAULT_TIMEOUT, N8N_DEFAULT_TIMEOUT, type RequestOptions } from './requestOptions';
import type { RowRunner } from './row';

type RequestData = DeclarativeRestApiSettings.ResultOptions;

/**
 * Lets n8n's own way of running a declarative node run rows: n8n fills in the request of a row and calls this in
 * place of paging through answers. n8n runs a node so where it is a tool of an AI agent; in a workflow it calls
 * what `customOperations.ts` makes.
 *
 * @param credentialName the credential's name in n8n
 */
export function pagination(runRow: RowRunner, credentialName: string) {
	return async function (this: IExecutePaginationFunctions, requestData: RequestData): Promise<INodeExecutionData[]> {
		const { body, qs, url = '' } = requestData.options;
		return await runRow({
			run: this.getExecuteData(),
			index: this.getItemIndex(),
			count: rowCount(this),
			resource: this.getNodeParameter('resource') as string,
			operation: this.getNodeParameter('operation') as string,
			fields: { ...qs, ...(body as Fields) },
			path: url,
			setting: (name, fallback) => this.getNodeParameter(name, fallback),
			node: this.getNode(),
			continueOnFail: this.continueOnFail(),
			signal: this.getExecutionCancelSignal(),
			getCredential: async () => await this.getCredentials(credentialName),
			request: async ({ path, method, fields }) => {
				const carried =
					method === 'GET' ? { qs: fields as IDataObject, body: {} } : { qs: {}, body: fields as IDataObject };
				const options = { ...requestData.options, method, url: path, ...carried };
				if (options.timeout === N8N_DEFAULT_TIMEOUT && !userSetTimeout(this.getNode()))
					options.timeout = DEFAULT_TIMEOUT;
				const [item] = await this.makeRoutingRequest({ ...requestData, options });
				return item?.json as unknown as RawResponse;
			},
		});
	};
}

/** How many rows n8n starts in this run; Execute Once and a call as a tool make it fewer than came in. */
function rowCount(context: IExecutePaginationFunctions): number {
	const { inputData } = context as unknown as { inputData?: Record<string, INodeExecutionData[][]> };
	const data = inputData ?? context.getExecuteData().data;
	const rows = (data['main'] ?? data['ai_tool'])?.[0]?.length ?? 1;
	return context.getNode().executeOnce ? 1 : rows;
}

function userSetTimeout({ parameters }: INode): boolean {
	return (parameters['requestOptions'] as RequestOptions | undefined)?.timeout !== undefined;
}
