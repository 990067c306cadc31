package io.sidecast.conformance.chaos;

/**
 * The records of a run. Thread-safe.
 *
 * @param ledger the messages
 * @param notice the first report of the current fault
 */
record ChaosRecords(Ledger ledger, Notice notice) {}
