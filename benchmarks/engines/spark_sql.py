"""A compiled model's SQL, written for DuckDB, as Spark would say the same.

sqlglot turns the words; here stands where the same words mean something else, one function a meaning. Not here: the
building (`spark`). A municipality that stays on Spark writes these as dispatched macros instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import sqlglot
from sqlglot import exp

ROUNDS = 6
"""How far a rule may go from row to row (`int_child`: from pseudonym to pseudonym) before Spark stops with an error."""

ROUNDED = "rounded"
Columns = Mapping[str, str]


def to_spark(statement: str, known: Mapping[str, Sequence[str]]) -> str:
    """The same query for Spark, tables named by schema and name; `known` has the columns of the tables that are read.

    UnsupportedError when sqlglot knows no word of Spark's for one of DuckDB's.
    """
    tree = sqlglot.parse_one(statement, dialect="duckdb")
    for node in reversed(list(tree.walk())):  # what is inside first
        if type(node) in SAME_MEANING:
            node.replace(SAME_MEANING[type(node)](node))
    for union in list(tree.find_all(exp.Union)):
        if union.args.get("by_name"):
            union_by_position(union, known)
    for node in list(tree.find_all(exp.With)):
        if node.args.get("recursive"):
            walk_to_the_end(node)
    # in a parenthesis sqlglot leaves a `with` inside another where it stands; at the top two may have one name
    return exp.Paren(this=tree).sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


def contracted(query: str, types: Columns) -> str:
    """The query with its columns in the types that the model has in the warehouse, in that order."""
    listed = ", ".join(f"cast(`{name}` as {spark_type(kind)}) as `{name}`" for name, kind in types.items())
    return f"select {listed} from {query}"


def spark_type(kind: str) -> str:
    """DuckDB's name of a type in Spark's words."""
    return exp.DataType.build(kind, dialect="duckdb").sql(dialect="spark")


def table(node: exp.Expr) -> exp.Expr:
    """Spark has one database: tables are named by schema and name."""
    node.set("catalog", None)
    return node


def divided(node: exp.Expr) -> exp.Expr:
    """DuckDB divides in doubles, whatever is divided; Spark divides decimals as decimals."""
    return sqlglot.parse_one("cast((:a) as double) / cast((:b) as double)").transform(
        put, {"a": node.this, "b": node.expression}
    )


def rounded(node: exp.Expr) -> exp.Expr:
    """DuckDB rounds a double times a power of ten, Spark the digits it would print; decimals are exact in both."""
    places = node.args.get("decimals") or exp.Literal.number(0)
    whole = sqlglot.parse_one(
        "case when typeof(:x) like 'decimal%' then cast(round(:x, :n) as double) "
        "else round(cast(:x as double) * power(10, :n), 0) / power(10, :n) end",
        dialect="spark",
    ).transform(put, {"x": node.this, "n": places})
    whole.meta[ROUNDED] = True
    return whole


def put(node: exp.Expr, parts: Mapping[str, exp.Expr]) -> exp.Expr:
    """A named place filled with its part."""
    return parts[node.name].copy() if isinstance(node, exp.Placeholder) else node


def cast(node: exp.Expr) -> exp.Expr:
    """A cast to a decimal rounds as `rounded` does; a row for each of many is cast before Spark makes the rows."""
    value, kind = node.this, node.args["to"]
    if isinstance(value, exp.Explode):
        many = exp.DataType(this=exp.DType.ARRAY, expressions=[kind], nested=True)
        return exp.Explode(this=exp.Cast(this=value.this, to=many))
    if kind.this == exp.DType.DECIMAL and not isinstance(value, exp.Literal | exp.Null) and not value.meta.get(ROUNDED):
        return exp.Cast(this=rounded(exp.Round(this=value, decimals=kind.expressions[1].this)), to=kind)
    return node


def share_between(node: exp.Expr) -> exp.Expr:
    """A median between two rows; sqlglot's own word for it is an approximation."""
    if not isinstance(node.this, exp.PercentileCont):
        return node
    value = node.expression.expressions[0].this
    return exp.Anonymous(this="percentile", expressions=[value, node.this.this])


def row_at_share(node: exp.Expr) -> exp.Expr:
    """The first value that so large a share do not exceed; Spark's own takes numbers only."""
    value, share = node.this.sql("spark"), node.expression.sql("spark")
    return sqlglot.parse_one(
        f"element_at(sort_array(collect_list({value})), greatest(1, cast(ceil(count({value}) * {share}) as int)))",
        dialect="spark",
    )


def union_by_position(union: exp.Union, known: Mapping[str, Sequence[str]]) -> None:
    """`union by name` with all columns of the first part listed in both; null where the second has none."""
    table = union.this.find(exp.Table)
    names = known[f"{table.db}.{table.name}"]
    given = {part.alias_or_name: part for part in union.expression.expressions}
    union.this.set("expressions", [exp.column(name) for name in names])
    union.expression.set("expressions", [given.get(name, exp.alias_(exp.null(), name)) for name in names])
    union.set("by_name", None)


def walk_to_the_end(node: exp.With) -> None:
    """A recursion that keeps each row once, for an engine that cannot: it counts its steps, and doubles go last.

    It stops with an error when the last allowed step still finds a new row.
    """
    parts: list[exp.Expr] = []
    for cte in node.expressions:
        parts.append(cte)
        if not isinstance(cte.this, exp.Union) or not refers_to(cte.this.expression, cte.alias):
            continue
        name, union, walk = cte.alias, cte.this, exp.to_identifier(f"{cte.alias}_walk")
        columns = ", ".join(part.alias_or_name for part in union.this.expressions)
        for read in list(union.expression.find_all(exp.Table)):
            if read.name == name and not read.db:
                read.replace(exp.to_table(walk.name, alias=name))
        union.this.select("0 as step", copy=False)
        union.expression.select(f"{name}.step + 1 as step", copy=False).where(f"{name}.step < {ROUNDS}", copy=False)
        union.set("distinct", False)
        cte.set("alias", exp.TableAlias(this=walk))
        once = f"select {columns} from {walk.name} group by {columns} having assert_true(min(step) < {ROUNDS}) is null"
        whole = sqlglot.parse_one(once, dialect="spark")
        parts.append(exp.CTE(this=whole, alias=exp.TableAlias(this=exp.to_identifier(name))))
    node.set("expressions", parts)


def mapped(node: exp.Expr) -> exp.Expr:
    """A map by its keys and values in turn."""
    pairs = [part for pair in node.this.expressions for part in (pair.this, pair.expression)]
    return exp.Anonymous(this="map", expressions=pairs)


def from_json(node: exp.Expr) -> exp.Expr:
    """The type that is read, in Spark's words."""
    kind = spark_type(str(node.expression.this).strip('"'))
    return exp.Anonymous(this="from_json", expressions=[node.this, exp.Literal.string(kind)])


def refers_to(query: exp.Expr, name: str) -> bool:
    """Whether a query reads the named table of its own `with`."""
    return any(table.name == name and not table.db for table in query.find_all(exp.Table))


SAME_MEANING: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.Table: table,
    exp.Div: divided,
    exp.Round: rounded,
    exp.Cast: cast,
    exp.WithinGroup: share_between,
    exp.PercentileDisc: row_at_share,
    exp.ToMap: mapped,
    exp.FromJson: from_json,
}
