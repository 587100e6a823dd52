import { hasLanded, isOver, meaningOf } from '../../nodes/TokenPay/payoutState';

/** What a state means for paying once, and for waiting until it has landed. */
const read = (state: string) => [meaningOf(state), hasLanded(state), isOver(state)];

describe('the state of a payout', () => {
	it('SUCCESS has landed', () => {
		expect(read('SUCCESS')).toEqual(['alive', true, false]);
	});

	it.each([
		'NOTPAY',
		'ACCEPTED',
		'BROADCAST',
		'BROADCASTED',
		'BROADCASTING',
		'CHECK',
		'CHECKING',
		'CONFIRMING',
		'CREATED',
		'IN_PROGRESS',
		'INIT',
		'PAYING',
		'PENDING',
		'PROCESSING',
		'QUEUED',
		'SENDING',
		'SENT',
		'SUBMITTED',
		'UNCONFIRMED',
		'WAIT',
		'WAITING',
	])('%s is on its way', (state) => {
		expect(read(state)).toEqual(['alive', false, false]);
	});

	it.each(['CLOSED', 'REFUND'])('%s will never be paid', (state) => {
		expect(read(state)).toEqual(['over', false, true]);
	});

	it.each([
		'CANCELED',
		'CANCELLED',
		'ERROR',
		'EXPIRED',
		'FAIL',
		'FAILED',
		'FAILURE',
		'PAYERROR',
		'REFUNDED',
		'REJECT',
		'REJECTED',
		'RETURNED',
		'SYSTEM_FAIL',
		'TIMEOUT',
	])('%s need not be waited for, and proves nothing about what was paid', (state) => {
		expect(read(state)).toEqual(['unknown', false, true]);
	});

	it.each(['', 'NEW', 'SUCCESSFUL', 'SUCCESS PENDING', 'PEN DING', 'null'])('%p says nothing', (state) => {
		expect(read(state)).toEqual(['unknown', false, false]);
	});

	it.each([' success ', 'Success\n', 'closed ', ' Failed', 'pending'])(
		'%j is read like the same in capitals',
		(state) => {
			expect(read(state)).toEqual(read(state.trim().toUpperCase()));
		},
	);
});
