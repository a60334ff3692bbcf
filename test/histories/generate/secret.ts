/** Stands in all user data and metadata, and may never stand in a log. */
export const SECRET = 'hunter2';
