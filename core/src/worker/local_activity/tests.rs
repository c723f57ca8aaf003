//! Holds the rules of local activities against what the host and the runs are told.
