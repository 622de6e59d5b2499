"""What a municipality decides: the validated `kommune.yaml`.

The model is in `model` and `incoming`, how a file is read in `configuration_file`, how its problems are said in
`problems`, and how the decisions reach the models of the warehouse in `control`. Not here: where a run happens
(`settings`), what the forecast assumes (`forecasting/assumptions`).
"""

from pipelines.municipality.configuration_file import load_municipality, sample_text
from pipelines.municipality.control import control_rows
from pipelines.municipality.grant_areas import area_names, named_on
from pipelines.municipality.incoming import (
    AreaRename,
    Catalogue,
    ColumnName,
    Correction,
    SourceColumns,
    ValueTranslation,
)
from pipelines.municipality.model import (
    Adjustment,
    ForecastChoices,
    GrantAreaEntry,
    Municipality,
    ReportCategory,
)
from pipelines.municipality.put_together import PackArea, PackClusters

__all__ = [
    "Adjustment",
    "AreaRename",
    "Catalogue",
    "ColumnName",
    "Correction",
    "ForecastChoices",
    "GrantAreaEntry",
    "Municipality",
    "PackArea",
    "PackClusters",
    "ReportCategory",
    "SourceColumns",
    "ValueTranslation",
    "area_names",
    "control_rows",
    "load_municipality",
    "named_on",
    "sample_text",
]
