import { launch } from '/tmp/wt/me/test/web/lib.mjs';
import { writeFileSync } from 'node:fs';
const [out, cols, width, ...files] = process.argv.slice(2);
writeFileSync('/tmp/wt/me.sheet.html', `<body style="margin:0;background:#f0f;display:grid;grid-template-columns:repeat(${cols},${width}px);gap:6px;align-items:start">${files.map(f=>`<img src="file://${f}" style="width:100%">`).join('')}`);
const b = await launch(); const p = await b.newPage({ viewport: { width: cols*(Number(width)+6), height: 200 } });
await p.goto('file:///tmp/wt/me.sheet.html'); await p.waitForTimeout(200); await p.screenshot({ path: out, fullPage: true }); await b.close();
