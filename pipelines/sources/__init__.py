"""The way in: from a file in the delivery folder to rows of `raw`.

    deliveries   which files lie there        gate, workbook   bytes to records, or a refusal (encoding, lines)
    table        records to named columns     values           text to types (amounts, dates, privacy.cpr)
    rows         a row as a whole             tally            the file as a whole: its month, trailer and keys
    judging      all of these in order        reader           the process of its own in which they run
    references   what rows may refer to       hidden_numbers   CPR numbers where codes should stand
    landing      the files of a folder        intake           what is written for one file
    second_reading   files met before, judged anew
    holds        files that wait for a yes    rulings          what people have decided
    guidance     what people declared of a file   quarantine   rows kept aside, as a person sees them
    findings     what the deliveries mean for the prognosis

Not here: plausibility of values (`expectations`), anything across sources (`dbt_project`).
"""
