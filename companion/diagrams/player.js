(function(){var me=document.currentScript,root=me&&me.closest&&me.closest('.eda-player');
if(!root)root=document.querySelector('.eda-player[data-k="KEY"]:not([data-on])');
if(!root||root.dataset.on)return;root.dataset.on='1';
var S=STEPS,img=root.querySelector('img'),box=root.querySelector('.eda-stage');
box.innerHTML=new TextDecoder().decode(Uint8Array.from(atob(img.src.split(',')[1]),function(c){return c.charCodeAt(0)}));
var svg=box.querySelector('svg'),NS='http://www.w3.org/2000/svg',calm=matchMedia('(prefers-reduced-motion: reduce)').matches;
svg.querySelectorAll('.eda-smil,style').forEach(function(n){n.remove()});
svg.style.display='block';
var tok=document.createElementNS(NS,'circle');
[['r',7],['fill','#D55E00'],['stroke','#fff'],['stroke-width',2]].forEach(function(a){tok.setAttribute(a[0],a[1])});
tok.style.opacity=0;svg.appendChild(tok);
var bar=document.createElement('div');bar.style.cssText='display:flex;flex-wrap:wrap;gap:8px;align-items:center;padding:8px 4px 4px;font:14px/1.3 sans-serif';
bar.innerHTML='<button type="button" aria-label="back">\u25C0</button><button type="button" aria-label="play"></button><button type="button" aria-label="next">\u25B6\u25B6</button><input type="range" min="0" value="0" aria-label="step"><span aria-live="polite" style="flex:1 1 300px;font-weight:600"></span>';
root.insertBefore(bar,box);
var b=bar.querySelectorAll('button'),r=bar.querySelector('input'),cap=bar.querySelector('span'),i=0,timer=0,run=0;
b.forEach(function(x){x.style.cssText='font:inherit;margin:0;padding:4px 11px;white-space:nowrap;border-radius:4px;border:1px solid #0F5499;background:#58A6F5;color:#031B33;cursor:pointer'});
r.style.cssText='flex:0 1 150px;margin:0';r.max=S.length-1;
var parts=[].slice.call(svg.querySelectorAll('[data-e]')),only=[].slice.call(svg.querySelectorAll('[data-o],[data-g]'));
if(!calm)parts.forEach(function(n){n.style.transition='opacity .25s'});
function face(on){b[1].textContent=on?'\u275A\u275A Pause':'\u25B6 Play';b[1].setAttribute('aria-label',on?'pause':'play')}
function stop(){clearInterval(timer);timer=0;face(false)}
function fly(p){var n=p.getTotalLength(),t0=performance.now(),mine=++run;tok.style.opacity=1;
(function step(t){if(mine!==run)return;var q=Math.min(1,Math.max(0,(t-t0)/650)),a=p.getPointAtLength(n*q);tok.setAttribute('cx',a.x);tok.setAttribute('cy',a.y);
if(q<1)requestAnimationFrame(step);else tok.style.opacity=0})(t0)}
function show(k,move){i=Math.max(0,Math.min(S.length-1,k));r.value=i;r.setAttribute('aria-valuetext',S[i][1]);cap.textContent=(i+1)+'/'+S.length+'  '+S[i][1];
var seen={};for(var j=0;j<=i;j++)S[j][0].split(' ').forEach(function(e){seen[e]=1});
run++;tok.style.opacity=0;var now=S[i][0].split(' ')[0],path=null;
only.forEach(function(n){var g=n.dataset.g;n.style.opacity=(g?!seen[g]:n.dataset.o===now)?1:0});
parts.forEach(function(n){var e=n.dataset.e;n.style.opacity=seen[e]?1:DIM;
if(n.dataset.r==='node'){e===now?n.setAttribute('stroke-width',3.6):n.removeAttribute('stroke-width')}
if(n.dataset.r==='edge'&&e===now)path=n});
if(path&&move&&!calm)fly(path)}
function play(){if(timer)return stop();if(i>=S.length-1)show(0);face(true);timer=setInterval(function(){if(!root.isConnected||i>=S.length-1)return stop();show(i+1,true)},1200)}
b[0].onclick=function(){stop();show(i-1)};b[1].onclick=play;b[2].onclick=function(){stop();show(i+1,true)};r.oninput=function(){stop();show(+r.value,+r.value===i+1)};
root.tabIndex=0;
root.addEventListener('keydown',function(e){var d={ArrowRight:1,ArrowLeft:-1}[e.key];if(!d||e.altKey||e.ctrlKey||e.metaKey)return;e.preventDefault();e.stopPropagation();stop();show(i+d,d>0)});
face(false);show(START)})();
