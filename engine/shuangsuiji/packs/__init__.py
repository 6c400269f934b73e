"""Rule packs: a folder of YAML to a resolved RulePack, every value with its origin."""
