"""From files to records: encodings, formats, fields, ids; `relclf.readers` joins them."""
