"""How a report looks: on paper, on a phone, by day and by night. Every rule stays inside `.pixelfare`."""

from __future__ import annotations

__all__ = ["PAGE", "STYLE"]

PAGE = "body{margin:0}@page{margin:14mm}"
"""What only a page of its own may say."""

_LIGHT = """
--paper:#fff;--ink:#1b2226;--soft:#566168;--rule:#dde3e6;--stripe:#f5f7f8;--alarm:#fdece7;--alarm-edge:#c0391b;
--c0:#0068a8;--c1:#c24d0a;--c2:#007a57;--c3:#a44f88;--c4:#8a6600;--c5:#454d53;--c6:#2a86b8;--c7:#7a1f3d;
"""
_DARK = """
--paper:#14191c;--ink:#e8edef;--soft:#a3afb5;--rule:#333d42;--stripe:#1b2226;--alarm:#3a1d15;--alarm-edge:#ff8f6b;
--c0:#5db4f0;--c1:#ff9457;--c2:#3ecf9f;--c3:#e7a0cf;--c4:#e0b93c;--c5:#cfd6da;--c6:#9db2ff;--c7:#ff7d9c;
"""

_COLOURS = "".join(
    f".pixelfare .c{place}{{--c:var(--c{place})}}.pixelfare .line.c{place}{{stroke-dasharray:{dashes}}}"
    for place, dashes in enumerate(("none", "9 4", "2 3", "9 3 2 3", "5 3", "14 4", "1 4", "12 3 2 3 2 3"))
)

STYLE = f"""
.pixelfare{{{_LIGHT}color-scheme:light dark;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,sans-serif}}
@media screen and (prefers-color-scheme:dark){{.pixelfare{{{_DARK}}}}}
.pixelfare *{{box-sizing:border-box}}
.pixelfare .page{{max-width:1080px;margin:0 auto;padding:28px 20px 64px}}
.pixelfare .kicker{{margin:0 0 6px;color:var(--soft);overflow-wrap:anywhere}}
.pixelfare h1{{margin:0 0 20px;max-width:34em;font-size:clamp(22px,3.4vw,31px);line-height:1.25;font-weight:650;
text-wrap:balance;overflow-wrap:anywhere}}
.pixelfare h2{{margin:48px 0 10px;font-size:20px;line-height:1.3;font-weight:650}}
.pixelfare p,.pixelfare li{{max-width:46em}}
.pixelfare .facts{{display:flex;flex-wrap:wrap;gap:6px 28px;margin:0;padding:12px 0;border:solid var(--rule);
border-width:1px 0;font-size:14px}}
.pixelfare .facts div{{min-width:0}}
.pixelfare dt{{color:var(--soft);font-size:13px}}
.pixelfare dd{{margin:0;overflow-wrap:anywhere}}
.pixelfare .alarm{{margin:24px 0;padding:4px 18px 14px;background:var(--alarm);border-left:5px solid var(--alarm-edge)}}
.pixelfare .alarm h2{{margin:12px 0 6px}}
.pixelfare .scroll{{overflow-x:auto;margin:14px 0 0}}
.pixelfare table{{border-collapse:collapse;margin:0;min-width:min(100%,27em);
font-size:14px;line-height:1.35;color:inherit}}
.pixelfare caption{{padding:0 0 6px;text-align:left;color:var(--soft);font-size:14px}}
.pixelfare caption span{{display:inline-block;position:sticky;left:0;max-width:min(46em,calc(100vw - 36px))}}
.pixelfare th,.pixelfare td{{padding:7px 18px 7px 0;border-bottom:1px solid var(--rule);text-align:left;
vertical-align:top;background:none;font-weight:400;max-width:22em;overflow-wrap:anywhere}}
.pixelfare thead th{{vertical-align:bottom;color:var(--soft);font-size:13px;border-bottom-color:var(--soft);
overflow-wrap:normal;max-width:11em}}
.pixelfare tbody th{{position:sticky;left:0;min-width:12em;background:var(--paper);font-weight:600}}
.pixelfare .alarm tbody th{{position:static;min-width:6em;background:none}}
.pixelfare .alarm td{{max-width:44em}}
.pixelfare .figure{{text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:normal}}
.pixelfare td.figure{{white-space:nowrap}}
.pixelfare data{{white-space:nowrap}}
.pixelfare tbody tr:hover>*{{background:var(--stripe)}}
.pixelfare small{{display:block;color:var(--soft);font-size:13px}}
.pixelfare em,.pixelfare .none{{color:var(--soft)}}
.pixelfare code{{font:13px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:none;color:inherit}}
.pixelfare .policy{{display:inline-flex;align-items:baseline;white-space:nowrap}}
.pixelfare .shape{{flex:none;position:relative;top:1px;margin-right:7px}}
.pixelfare figure{{margin:14px 0 0}}
.pixelfare figcaption{{max-width:46em;margin-top:8px;color:var(--soft);font-size:14px}}
.pixelfare .key{{display:flex;flex-wrap:wrap;gap:4px 20px;margin:8px 0 0;padding:0;list-style:none;font-size:14px}}
.pixelfare .key li{{display:flex;align-items:center;overflow-wrap:anywhere}}
.pixelfare .key b{{display:inline-block;min-width:20px;margin-right:7px;padding:0 4px;background:var(--c);
color:var(--paper);text-align:center;font-size:13px}}
.pixelfare .chart{{display:block;max-width:100%;height:auto;overflow:visible}}
.pixelfare .narrow,.pixelfare .only-narrow{{display:none}}
.pixelfare .chart text{{fill:var(--ink);font-size:13px}}
.pixelfare .chart .axis{{fill:var(--soft);font-variant-numeric:tabular-nums}}
.pixelfare .chart .on{{fill:var(--paper)}}
.pixelfare .chart .halo{{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}}
.pixelfare .mark{{fill:var(--c);stroke:none}}
.pixelfare path.mark{{stroke:var(--paper);stroke-width:1px}}
.pixelfare .reach{{fill:none;stroke:var(--c);stroke-width:1.5;opacity:.55}}
.pixelfare .line{{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round}}
.pixelfare .frontier{{fill:none;stroke:var(--soft);stroke-width:2}}
.pixelfare .point{{fill:var(--soft)}}
.pixelfare .paid{{fill:none;stroke:var(--ink);stroke-width:1.6;stroke-dasharray:1.5 3.5;stroke-linecap:round}}
.pixelfare .grid{{stroke:var(--rule)}}
.pixelfare .base,.pixelfare .leader{{fill:none;stroke:var(--soft)}}
.pixelfare rect.none{{fill:none;stroke:var(--soft);stroke-dasharray:3 3}}
{_COLOURS}
@media screen and (max-width:780px){{
.pixelfare .wide{{display:none}}
.pixelfare .narrow{{display:block;width:100%;max-width:460px}}
.pixelfare .only-narrow{{display:flex}}
.pixelfare .page{{padding:18px 16px 48px}}
.pixelfare tbody th{{min-width:10em;max-width:10em}}
.pixelfare .policy{{white-space:normal}}
}}
@media print{{
.pixelfare{{font-size:11pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}}
.pixelfare .page{{max-width:none;padding:0}}
.pixelfare .scroll{{overflow:visible}}
.pixelfare h2{{margin-top:28px}}
.pixelfare figure,.pixelfare .scroll,.pixelfare tr,.pixelfare .alarm{{break-inside:avoid}}
.pixelfare h2,.pixelfare caption{{break-after:avoid}}
.pixelfare thead{{display:table-header-group}}
.pixelfare table{{width:100%;font-size:9pt}}
.pixelfare caption span{{max-width:46em}}
.pixelfare small{{font-size:8pt}}
.pixelfare thead th{{font-size:8pt;overflow-wrap:anywhere}}
.pixelfare td.figure{{white-space:normal}}
.pixelfare tbody th{{position:static;min-width:6.5em;max-width:14em}}
.pixelfare th,.pixelfare td{{padding-right:8px}}
}}
""".strip()
"""For a report, and for its summary in a notebook."""
