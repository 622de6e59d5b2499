"""A table as a file to keep: CSV or a workbook, noted as a download.

Not here: what stands in the table, how the files are written (`publishing`).
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipelines.publishing.csv_files import csv_bytes
from pipelines.publishing.printed import Printed
from pipelines.publishing.workbook import workbook_bytes
from pipelines.review.noting import tell

KINDS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
NOT_FOUND = 404


def given(request: Request, alone: Printed, **where: str) -> Response:
    """The only table of a paper in the kind that was asked for; its name says that it is internal."""
    kind: str = request.path_params["kind"]
    if kind not in KINDS:
        raise HTTPException(NOT_FOUND)
    ((code, table),) = alone.tables.items()
    tell(request, "download", table=code, format=kind, **where)
    content = csv_bytes(table, alone) if kind == "csv" else workbook_bytes(alone)
    saved = "-".join(["internt", *([where["vintage_id"]] if "vintage_id" in where else []), f"{code}.{kind}"])
    return Response(content, media_type=KINDS[kind], headers={"Content-Disposition": f'attachment; filename="{saved}"'})
