"""Write `tests/data/arabertv02.jsonl`: invented texts and what the package `arabert` makes of them.

Each line is `{"text": ..., "expected": ...}`; the tests compare `normalize(text, "arabertv02")`
with it, so they need neither the package nor the network. All texts are made up here or drawn
from an alphabet of awkward characters with a fixed seed; none is from a news article.

Needs the reference, in an environment of its own:

    python -m venv reference
    reference/bin/pip install --no-deps arabert==1.0.1 PyArabic six
    reference/bin/python scripts/dev/arabertv02_fixture.py tests/data/arabertv02.jsonl
"""

import argparse
import importlib
import json
import random
from collections.abc import Iterator
from pathlib import Path

INVENTED = (
    "",
    " ",
    " \t\r\n ",
    "وقّع الوزيران أمسِ مذكّرةَ تفاهمٍ في الرياض",
    "الـــتعاون بين البلدين",
    "أكد إبراهيم أن آمال ومؤمن وقارئ وسماء ومستشفى ومدرسة بخير",
    "سطر أول\r\nسطر ثان\n\n\nسطر ثالث",
    "الساعة ١٢:٣٠ يوم ٢٠٢٤/٥/١٧ و12/5/2024",
    "بنسبة ٥٫٧٪ و5.7% و٣٬٠٠٠",
    "قيمة 100مليون و200$ و50€ وكوفيد-19",
    "عام2024م وعام٢٠٢٤م",
    "abc123سلام456def",
    "سلام123abc",
    "abcسلام1",
    "abcسلام1ص",
    "1س2abc",
    "س1ص2ض3",
    "G20 وF-16 وA4ورق",
    "هههههههههه رااااائع!!!!!! ؟؟؟؟",
    "1111 ٢٢٢٢ ۳۳۳۳",
    "«اقتباس» “آخر” ‘ثالث’ \"رابع\" 'خامس'",
    "(قوس) [معقوف] {حاصرة} <زاوية>",
    "نقاط... وفاصلة، وفاصلة منقوطة؛ وسؤال؟ … – — ·",
    "رابط https://example.com/a/b?c=d&e=f#g نهاية",
    "رابط http://مثال.إختبار/صفحة نهاية",
    "رابط www.example.org، وبعده نص",
    "www",
    "http",
    "https://",
    "://",
    "example.com و a.com و aa.comxyzxyz و a.comb.com",
    "aa.comxxxxxx.comyyyyyyy",
    "http://ab.com.com http://a.com.com https://xab.co.uk/",
    "بريد someone@example.com و@مستخدم و@user_1 و@ وحدها",
    "مراسل@صحيفة.مثال و a@b و a@ و @@ و user@",
    "<p>فقرة</p><br />سطر<br/>سطر<br>نهاية",
    "<a <br /> href> نص <> نص < نص > نص </> نص",
    "< غير مغلق",
    "5 < 7 و 9 > 2",
    "&amp;&lt;b&gt; &nbsp;&quot;نص&quot; &#1587;&#x627; &unknown; &copy &notit; & وحدها",
    "&#0; &#128; &#xD800; &#99999999999; &#",
    "&gtنص&ltنص",
    "😀 👍🏽 🇸🇦 ❤️ نص",
    "\u200bنص\u200c\u200d\u200e\u200f\u202aنص\u202c\ufeff\u2066",
    "\x00\x01\x1b نص \x7f\x85\xa0\u2028\u2029\u3000",
    "ﻻ ﷺ ﷲ ﺍﻟﺴﻼﻡ",
    "پارسی گچژ ی ک ۱۲۳",
    "أ إ آ ٱ ٲ ٳ ٴ ؤ ئ ء ٓ ٔ ٕ ٰ",
    "Élan ½ ﬁ × ÷ ± © ® ™ № π",
    "و/أو - // -- __ ** ++ == ~~ ^^ || \\\\",
    "[رابط] [ رابط ] [بريد] [مستخدم]",
    "a" * 300 + ".com",
    "a" * 256 + ".com " + "b" * 257 + ".com",
    "www." + "a" * 256 + ".com",
    "http://x" + "a" * 257 + ".net/" + "c" * 50,
    "https://x" + "a" * 256 + ".net",
    "https://xwww." + "a" * 256 + ".net",
    "https://xwww." + "a" * 257 + ".net",
    "كلمة " * 200,
    "سصض" * 400 + "1",
)

PIECES = (
    *"سبأإآؤئةىيلا١٢٣0129aZbw.,:;!?@#/\\-_+=<>&%()[]{}«»\"'“”‘’…–—ـًَُِّْٰ،؟؛٪٫٬ٓٔ پچ۴",
    *"\t\n\r\x00\x1c\x85\xa0\u2028\u200b\u200f\u202a\ufeff\ufe0f😀½ﻻé",
    *("http", "https://", "www.", "://", "com", ".com", ".co.uk", "@user", "a@b.c"),
    *("<br />", "<p>", "</", "<>", "&amp;", "&gt", "&nbsp;", "&#1587;", "[رابط]"),
    *("ههههه", "!!!", "...", "    ", "aaa", "12", "٣٤", "ab", "نص", " نص ", " "),
)


def texts(drawn: int, seed: int) -> Iterator[str]:
    """Give the invented texts, each character near the models' alphabet, and random texts."""
    yield from INVENTED
    for first in (*range(0, 0x700, 64), 0xB40, 0x2000, 0x2040):
        yield "".join(f"{chr(place)}ب" for place in range(first, first + 64))
    generator = random.Random(seed)
    for _ in range(drawn):
        yield "".join(generator.choices(PIECES, k=generator.randint(2, 24)))


def main() -> None:
    """Read the arguments, run the reference and write the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path, help="the JSON Lines file to write")
    parser.add_argument("--drawn", type=int, default=400, help="number of random texts")
    parser.add_argument("--seed", type=int, default=13, help="seed of the random texts")
    arguments = parser.parse_args()

    package = importlib.import_module("arabert.preprocess")
    reference = package.ArabertPreprocessor("bert-base-arabertv02")
    # ASCII escapes keep invisible characters visible and the file safe from editors.
    lines = [
        json.dumps({"text": text, "expected": reference.preprocess(text)})
        for text in texts(arguments.drawn, arguments.seed)
    ]
    arguments.out.write_text("\n".join(lines) + "\n", encoding="ascii")
    print(f"{arguments.out}: {len(lines)} texts")


if __name__ == "__main__":
    main()
