//! Holds the rules of Nexus tasks against what is sent and told.
