import { CODES } from './codes';
import { ApiError } from '../core/sandbox/apiError';
import type { SandboxSettings } from './settings';

/** A wallet as the API returns it. Times are Unix seconds. */
export interface Wallet {
	app_id: string;
	mch_id: string;
	name: string;
	chain: string;
	wallet_address: string;
	create_time: number;
	last_time: number;
}

/** The merchant's registered wallets, by address. All methods throw ApiError 12001 or 12002. */
export class Wallets {
	private readonly byAddress = new Map<string, Wallet>();

	constructor(private readonly settings: SandboxSettings) {}

	insert(address: string, chain: string, name: string): Wallet {
		if (this.byAddress.has(address)) throw new ApiError(CODES.exists, 'wallet exists already');
		const { appId: app_id, mchId: mch_id } = this.settings;
		const now = Math.floor(Date.now() / 1000);
		const wallet = { app_id, mch_id, name, chain, wallet_address: address, create_time: now, last_time: now };
		this.byAddress.set(address, wallet);
		return wallet;
	}

	update(address: string, chain: string, name: string): Wallet {
		const wallet = this.find(address, chain);
		wallet.name = name;
		wallet.last_time = Math.floor(Date.now() / 1000);
		return wallet;
	}

	remove(address: string, chain: string): undefined {
		this.find(address, chain);
		this.byAddress.delete(address);
	}

	find(address: string, chain?: string): Wallet {
		const wallet = this.byAddress.get(address);
		if (!wallet || (chain && wallet.chain !== chain)) throw new ApiError(CODES.notFound, 'wallet does not exist');
		return wallet;
	}

	list(): Wallet[] {
		return [...this.byAddress.values()];
	}
}
