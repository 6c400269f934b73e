"""Papers under a pack (核查): tables of facts in, findings at their cells out; one way for all papers."""
