/**
 * Does nothing: what the runtime takes to start and to end.
 * @module
 */
