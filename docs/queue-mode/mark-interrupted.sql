-- Marks executions as crashed that no worker will finish any more, so that they can be retried with their data. One that
-- still waits in the queue is skipped by the workers from then on; one that still runs counts as finished when it is.
-- Change the hour to longer than any of your executions waits and runs.
UPDATE execution_entity
SET status = 'crashed', "stoppedAt" = now()
WHERE status IN ('new', 'running')
  AND "createdAt" < now() - interval '1 hour'
RETURNING id, "workflowId";
