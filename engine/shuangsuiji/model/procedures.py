"""The registry of procedures (程序): what the engine carries out beside rules, by the names clauses use."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure: its Chinese title, and `module:function` of what carries it out once it is built."""

    title: str
    carried_out_by: str | None = None

    @property
    def is_built(self) -> bool:
        """Whether there is something that carries it out; else it is planned."""
        return self.carried_out_by is not None


PROCEDURES: dict[str, Procedure] = {
    "draw.select": Procedure("随机抽取对象", "shuangsuiji.draw.tickets:draw_sample"),
    "draw.quotas": Procedure("按比例算各层数量", "shuangsuiji.draw.quotas:line_quotas"),
    "draw.eligibility": Procedure(
        "确定可抽取的对象", "shuangsuiji.draw.registers.cap:decide_eligibility"
    ),
    "draw.strata": Procedure(
        "按风险等级等分层", "shuangsuiji.draw.registers.snapshot:count_strata"
    ),
    "draw.verify": Procedure("复核抽取过程", "shuangsuiji.draw.verification.verify:verify_bundle"),
    "pack.children": Procedure("核对下级对上级规则的改动", "shuangsuiji.packs.resolve:load_pack"),
    "list.compare": Procedure("与上级清单比对", "shuangsuiji.workflow.lists:check_list"),
    "list.check": Procedure("核查抽查事项清单", "shuangsuiji.workflow.lists:check_list"),
    "register.check": Procedure("核查名录库", "shuangsuiji.workflow.register_check:check_register"),
    "plan.merging": Procedure("找出可以合并的计划行", "shuangsuiji.plan.merging:mergeable"),
    "plan.arithmetic": Procedure(
        "核对比例、基数与数量", "shuangsuiji.plan.arithmetic:counts_apart"
    ),
    "draw.batches": Procedure("分批抽取", "shuangsuiji.draw.tickets:in_batches"),
    "draw.merge": Procedure("合并同一对象的检查", "shuangsuiji.draw.visits:visits_of"),
    "draw.lock_dispatch": Procedure("锁定名单并派发", "shuangsuiji.draw.batches:next_task"),
    "plan.amend": Procedure("调整计划"),
    "assignment.match": Procedure("匹配检查人员", "shuangsuiji.workflow.assign_run:run"),
    "assignment.bars": Procedure("排除不得参加的人员", "shuangsuiji.assignment.fit:fit_of"),
    "assignment.preferences": Procedure(
        "按专业、地域优先匹配", "shuangsuiji.assignment.solver.solve:solve"
    ),
    "assignment.recusal": Procedure("回避", "shuangsuiji.assignment.fit:fitter_of"),
    "assignment.shortage": Procedure("人员不足时的处理", "shuangsuiji.assignment.ladder:ways_of"),
    "assignment.replace": Procedure("更换检查人员", "shuangsuiji.workflow.assign_replace:replace"),
    "assignment.leader": Procedure("产生组长", "shuangsuiji.assignment.least_team:least_team"),
    "assignment.experts": Procedure("选派专家", "shuangsuiji.assignment.team_check:check_team"),
    "inspection.close_without_visit": Procedure("无需到场的办结"),
    "inspection.transfer": Procedure("移交检查任务"),
    "accountability.verdict": Procedure(
        "追责与免责的结论", "shuangsuiji.accountability.verdict:decide"
    ),
    "draw.order": Procedure("按本地设定填写抽取任务书"),
    "plan.scope": Procedure("联合抽查计划的适用范围"),
    "results.codes": Procedure("登记检查结果的类别"),
    "task.counters": Procedure("累计检查和抽中的次数"),
    "task.ratio": Procedure("核对任务比例与公布的计划"),
    "coverage.executed": Procedure("核对检查完成后的覆盖率"),
}
"""Every procedure by its name; a name without `module:function` is planned."""
