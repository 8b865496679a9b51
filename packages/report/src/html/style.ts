/**
 * The report's one stylesheet: light and dark by the colour scheme in force, narrow screens, print. No images, no fonts to fetch. It styles what is
 * in `.report`, in the standalone page and in a shadow root alike.
 */
export const style = `
:root{color-scheme:light dark}
.report{--surface:light-dark(#fff,#14171b);--raised:light-dark(#f6f7f9,#1d2126);--text:light-dark(#1b1f24,#e6e9ed);--muted:light-dark(#5b6470,#9aa4b0);--line:light-dark(#dde1e6,#313840);--fp32:light-dark(#3b6fb5,#7aa7e8);--int8:light-dark(#d9730d,#f0984a);--chosen:light-dark(#1a7f64,#4fc3a1);--movement:light-dark(#a8b0ba,#626c78);--pass:light-dark(#17702f,#5fd07f);--fail:light-dark(#b8202a,#ff8080);--unknown:light-dark(#7d5800,#e8bb4a);--passbg:light-dark(#e6f4ea,#16301d);--failbg:light-dark(#fdeaea,#3a1a1c);--unknownbg:light-dark(#fff4d6,#342a10)}
*{box-sizing:border-box}
body{margin:0;background:light-dark(#fff,#14171b)}
.report{background:var(--surface);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
:host .report{padding:4px clamp(8px,2.5vw,18px) 18px}
.page{max-width:1120px;margin:0 auto;padding:24px 20px 64px}
h1{font-size:22px;margin:0 0 4px;line-height:1.25;overflow-wrap:anywhere}
h2{font-size:19px;margin:0 0 6px}
h3{font-size:15px;margin:20px 0 6px}
section{padding:28px 0 4px;border-top:1px solid var(--line);margin-top:28px}
section.verdict{border:1px solid var(--line);border-left:6px solid var(--unknown);border-radius:8px;padding:18px 20px;margin-top:16px;background:var(--raised)}
section.verdict.pass{border-left-color:var(--pass)}section.verdict.fail{border-left-color:var(--fail)}
section.verdict h2{font-size:16px;margin-top:20px}
.headline{font-size:18px;margin:10px 0 16px;text-wrap:pretty}
.lead{margin:0 0 12px;max-width:80ch;color:var(--muted);text-wrap:pretty}
.note{color:var(--muted);font-size:13px}
p.note{margin:4px 0}
nav{margin:14px 0 0;font-size:14px}
nav ul{display:flex;flex-wrap:wrap;gap:4px 16px;padding:0;margin:0;list-style:none}
a{color:var(--fp32)}
code,pre{font:12.5px/1.45 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{unicode-bidi:isolate;overflow-wrap:anywhere}
.scroll code{overflow-wrap:normal}
pre{margin:6px 0;padding:10px;background:var(--raised);border:1px solid var(--line);border-radius:6px;overflow-x:auto}
.badge{display:inline-block;padding:1px 9px;border-radius:99px;font-size:13px;font-weight:600;white-space:nowrap;border:1px solid currentColor}
.verdict>.badge{font-size:16px;padding:3px 14px}
.badge.pass{color:var(--pass);background:var(--passbg)}
.badge.fail,.badge.error{color:var(--fail);background:var(--failbg)}
.badge.not_evaluated,.badge.warning{color:var(--unknown);background:var(--unknownbg)}
.badge.info{color:var(--muted)}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:10px;margin:0 0 16px}
.card{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:10px 12px}
.card dt{font-size:12.5px;color:var(--muted)}.card dd{margin:0}.card strong{display:block;font-size:18px;line-height:1.3}.card span{font-size:12.5px;color:var(--muted)}
.facts{display:flex;flex-wrap:wrap;gap:8px 32px;margin:12px 0}.facts div{max-width:min(100%,44ch)}
.facts dt{font-size:12.5px;color:var(--muted)}.facts dd{margin:0;overflow-wrap:anywhere}
.facts div:has(.digest){flex-basis:100%;max-width:100%}
.scroll{overflow-x:auto;max-height:560px;overflow-y:auto;margin:8px 0}
table{border-collapse:collapse;width:100%;font-size:13.5px}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:left;padding:5px 12px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
thead th{color:var(--muted);font-weight:600;font-size:12.5px;white-space:nowrap;position:sticky;top:0;background:var(--surface)}
.verdict thead th{background:var(--raised)}.tensor thead th{background:var(--surface)}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td{white-space:nowrap}td.w{min-width:260px;white-space:normal}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(320px,100%),1fr));gap:8px 20px;align-items:start}
figure{margin:10px 0;min-width:0}
figcaption{font-weight:600;font-size:13.5px;margin-bottom:4px;overflow-wrap:anywhere}
.chart svg{display:block;width:100%;height:auto;max-width:600px;color:var(--text)}
.chart svg text{white-space:pre}
.chart svg .axis{color:var(--muted)}
.chart svg a{cursor:pointer}.chart svg a text{fill:var(--fp32)}.chart svg a:is(:hover,:focus-visible) text{text-decoration:underline}.chart svg a:hover rect{fill-opacity:1}
.layer{scroll-margin-top:48px}.layer:focus{outline:none}details.tensor:has(.layer:is(:target,:focus)){border-color:var(--fp32);box-shadow:0 0 0 1px var(--fp32)}
.layer .panels{grid-template-columns:repeat(auto-fill,minmax(min(400px,100%),1fr))}
.done{margin:8px 0;padding-left:20px;font-size:13.5px}
section>figure>.chart:not(.tall) svg[width="360"],.panels svg{max-width:440px}
.chart.tall{max-height:640px;overflow-y:auto;border:1px solid var(--line);border-radius:6px;padding:6px}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;list-style:none;padding:0;margin:6px 0;font-size:13px;color:var(--muted)}
.swatch{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:6px}
.swatch.fp32{background:var(--fp32)}.swatch.int8{background:var(--int8)}.swatch.chosen{background:var(--chosen)}.swatch.movement{background:var(--movement)}
.swatch.ring{border:2px solid currentColor;border-radius:50%}
details{margin:6px 0}
summary{cursor:pointer;color:var(--muted);font-size:13.5px;overflow-wrap:anywhere}
summary:hover,summary:focus-visible{color:var(--text)}
details.tensor{border:1px solid var(--line);border-radius:8px;padding:8px 12px;margin:8px 0}
details.tensor>summary{color:var(--text)}
.advice{margin:0;padding-left:22px}.advice li{margin:6px 0;max-width:85ch}
.remarks{list-style:none;padding:0;margin:0}.verdict .remarks{margin-bottom:14px}.remarks li{margin:8px 0;max-width:90ch}
footer{margin-top:40px;color:var(--muted);font-size:13px}
:focus-visible{outline:2px solid var(--fp32);outline-offset:2px}
@media (max-width:520px){.page{padding:16px 12px 48px}.headline{font-size:16px}section.verdict{padding:14px}section.verdict td.w{min-width:150px}.cards{grid-template-columns:1fr 1fr}}
@media print{:root,.report{color-scheme:light}.page{max-width:none;padding:0}nav{display:none}.scroll,.chart.tall{max-height:none;overflow:visible}figure,tr,.card{break-inside:avoid}details:not([open]){display:none}thead th{position:static}}
`.trim();
