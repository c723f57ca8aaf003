//! Holds the rules of activities against what is sent and told.
