"""Datasets on screen and as Excel files."""

from odoo import models

from ...core import dataset as asking
from ...core.xlsx import Column, Sheet

KINDS = {"float": "number", "monetary": "money", "integer": "int"}


class JxcDataset(models.Model):
    _inherit = "jxc.dataset"

    def action_open(self):
        """Open the dataset as pivot table, chart and list."""
        self.ensure_one()
        first = self.field_ids.filtered("is_default")._visible()
        return self._open(first)

    def action_ask(self):
        """Choose dimensions, measures and a period before opening or downloading."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_base.jxc_dataset_ask_action"
        )
        action["context"] = {"default_dataset_id": self.id}
        return action

    def action_xlsx(self, dimensions, measures, domain=None, period=None, order=None):
        """Download the answer of :meth:`query` as an Excel file.

        :return: action that downloads the file
        """
        self.ensure_one()
        answer = self.query(dimensions, measures, domain, period, order=order)
        return self.env["jxc.xlsx"]._download(self.name, [self._sheet(answer, period)])

    def _open(self, lines, domain=None):
        dimensions = lines.filtered(lambda line: line.kind == "dimension")
        rows = [self._group_spec(line) for line in dimensions if not line.granularity]
        days = [self._group_spec(line) for line in dimensions if line.granularity]
        figures = (lines - dimensions).mapped("path")
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.model,
            "view_mode": "pivot,graph,list",
            "domain": domain or [],
            "context": {
                "pivot_row_groupby": rows or days,
                "pivot_column_groupby": days if rows else [],
                "pivot_measures": figures or ["__count"],
                "graph_groupbys": [*days, *rows],
                "graph_measure": (figures or ["__count"])[0],
            },
            "help": self.env._("No record in this dataset yet that you may see."),
        }

    def _group_spec(self, line):
        return ":".join(filter(None, (line.path, line.granularity)))

    def _sheet(self, answer, period):
        columns = [
            Column(
                column["label"],
                kind=KINDS.get(column["kind"], "text")
                if self._adds(column)
                else "text",
                total=self._adds(column) and column["name"].endswith(":sum"),
            )
            for column in answer["columns"]
        ]
        choices = [self._choices(column) for column in answer["columns"]]
        return Sheet(
            self.name,
            columns,
            (
                [self._cell(*pair) for pair in zip(row, choices, strict=True)]
                for row in answer["rows"]
            ),
            title=self.name,
            subtitles=self._subtitles(answer, period),
            total_label=self.env._("Total"),
        )

    def _adds(self, column):
        return column["name"].partition(":")[2] in asking.AGGREGATES

    def _choices(self, column):
        """Texts of a selection by value; empty for everything else."""
        if column["kind"] != "selection":
            return {}
        line = self.field_ids.filtered(lambda line: line.path == column["name"])[:1]
        return dict(line._target()._description_selection(self.env))

    def _cell(self, value, choices):
        if isinstance(value, (list, tuple)):
            return value[-1]
        return choices.get(value, value) if isinstance(value, str) else value

    def _subtitles(self, answer, period):
        texts = [self.env.company.name]
        if period and any(period):
            texts.append(
                self.env._(
                    "From %(first)s to %(last)s",
                    first=period[0] or "…",
                    last=period[1] or "…",
                )
            )
        if answer["limited"]:
            texts.append(
                self.env._("Only the first %(rows)s rows", rows=len(answer["rows"]))
            )
        return texts
