/* GESTION SANTE - saisie des ecrans - (c) 2003 */

var TOUCHES = {13: 'ENTER', 114: 'F3', 115: 'F4', 116: 'F5', 118: 'F7', 119: 'F8', 121: 'F10', 123: 'F12'};
var envoye = false;
var curseur = '';

/* a l'arrivee : le curseur, puis la question eventuelle (OK vaut une seconde F10) */
function charger(zone, question) {
  window.focus();
  if (zone && document.ecran[zone]) {
    document.ecran[zone].focus();
    document.ecran[zone].select();
  }
  if (question && confirm(question)) {
    envoyer('F10');
  }
}

/* touches de fonction : le navigateur ne doit pas les voir */
document.onkeydown = clavier;

function clavier(e) {
  e = e || window.event;
  var aid = TOUCHES[e.keyCode];
  if (!aid || !document.ecran) { return true; }
  if (e.preventDefault) { e.preventDefault(); }
  e.returnValue = false;
  touche(aid);
  return false;
}

function touche(aid) {
  var zone = document.ecran[curseur];
  if (aid == 'F4' && zone && zone.getAttribute('LISTE')) {
    window.open('/codes?z=' + escape(curseur), 'codes', 'width=440,height=480,scrollbars=yes,resizable=yes');
    return false;
  }
  return envoyer(aid);
}

/* un seul envoi par page : ensuite le clavier est bloque */
function envoyer(aid) {
  var attente = document.getElementById('attente');
  if (envoye || (attente && attente.innerHTML == 'X SYSTEM')) { return false; }
  envoye = true;
  if (attente) { attente.innerHTML = 'X SYSTEM'; }
  document.ecran.__TOUCHE.value = aid;
  document.ecran.__CURSEUR.value = curseur;
  document.ecran.submit();
  return false;
}

/* choix dans le cadre de gauche */
function sauter(code) {
  document.ecran.__SAUT.value = code;
  envoyer('ENTER');
}

function entrer(zone) {
  curseur = zone.name;
}

/* capitales, et passage a la zone suivante quand celle-ci est pleine */
function frapper(zone, e) {
  var code = e.keyCode;
  var capitales = zone.value.toUpperCase();
  if (zone.value != capitales) { zone.value = capitales; }
  if (code < 48 || (code > 111 && code < 186)) { return; }
  if (zone.value.length >= zone.maxLength) { suivante(zone); }
}

function suivante(zone) {
  var zones = document.ecran.elements, trouvee = false;
  for (var i = 0; i < zones.length; i++) {
    if (trouvee && zones[i].type != 'hidden') {
      zones[i].focus();
      zones[i].select();
      return;
    }
    if (zones[i] == zone) { trouvee = true; }
  }
}

/* un clic sur la ligne d'une liste vaut sa saisie suivie d'ENTREE */
function choisirLigne(zone, ligne) {
  document.ecran[zone].value = ligne;
  return envoyer('ENTER');
}

/* fenetre des codes : le code choisi va dans la zone de l'ecran */
function rendre(zone, code) {
  if (window.opener && !window.opener.closed && window.opener.document.ecran[zone]) {
    window.opener.document.ecran[zone].value = code;
    window.opener.document.ecran[zone].focus();
  }
  window.close();
  return false;
}
