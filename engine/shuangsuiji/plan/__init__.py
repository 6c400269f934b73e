"""Annual plans (年度抽查工作计划): what was handed in becomes facts, and a pack's rules decide on them."""
