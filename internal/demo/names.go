package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// culture has the names of people and companies of a country, and the form of its phone numbers, in which # is a digit.
type culture struct {
	country string
	share   int // in per cent of all leads
	first   []string
	last    []string
	roots   []string // of companies
	kinds   []string
	cities  []string
	phone   string
}

// words splits a list at its commas.
func words(s string) []string { return strings.Split(s, ", ") }

var cultures = []culture{
	{"DE", 16, words("Lena, Jürgen, Sabine, Matthias, Anke, Björn, Heike, Tobias, Franziska, Uwe, Katrin, Stefan, Meike"),
		words("Fischer, Brüggemann, Weiß, Köhler, Schäfer, Vogt, Neumann, Lindner, Krüger, Pohl, Jäger, Hofmann, Seidel, " +
			"Böhm, Kaya"),
		words("Brunnthal, Nordwind, Isarquell, Elbmark, Taunus, Hansehof, Rheingold, Alpenrand, Waldkirch, Moselland, " +
			"Havel, Spessart"),
		words("Werke GmbH, Logistik AG, Molkerei GmbH, Kühlhaus GmbH, Handel KG, Technik GmbH"),
		words("Hamburg, Köln, Leipzig, München, Kassel"), "+49151########"},
	{"FR", 9, words("Olivier, Hélène, Théo, Amélie, Benoît, Camille, Jérôme, Solène, Étienne, Maëlys, Rémi"),
		words("Caron, Lefèvre, Dubois, Girard, Bonnet, Roux, Lambert, Chevalier, Mercier, Faure, Blanchard, Guérin, Perrin"),
		words("Frigor, Valmont, Atlantis, Beaulieu, Clairfont, Provence, Armor, Savoie, Garonne, Vexin"),
		words("Froid SAS, Transports SARL, Laiteries SA, Distribution SAS, Industries SA"),
		words("Lyon, Nantes, Lille, Bordeaux"), "+3361#######"},
	{"IT", 7, words("Sofia, Matteo, Chiara, Lorenzo, Niccolò, Ginevra, Davide, Ilaria, Tommaso, Elisa, Ugo"),
		words("Rossi, Colombo, Ferrara, Marchetti, Galli, Conti, De Luca, Bianchi, Moretti, Fontana, Greco, Riva, Sartori"),
		words("Rossi, Valpadana, Adriatica, Monviso, Lagoverde, Etruria, Brenta, Ligure, Sannio, Appennini"),
		words("Trasporti Srl, Alimentari SpA, Surgelati Srl, Logistica SpA, Caseificio Srl"),
		words("Milano, Torino, Verona, Bari"), "+39347#######"},
	{"PL", 6, words("Łukasz, Agnieszka, Paweł, Małgorzata, Grzegorz, Zofia, Wojciech, Katarzyna, Michał, Żaneta, Bartosz"),
		words("Wójcik, Kowalczyk, Dąbrowski, Szymańska, Woźniak, Krawczyk, Pająk, Górski, Sikora, Baran, Nowak, Zając, " +
			"Mazur"),
		words("Wisła, Mazovia, Tatry, Baltyk, Podlasie, Karpaty, Lubusz, Warta, Sudety, Kujawy"),
		words("Transport Sp, Chłodnie SA, Mleczarnia Sp, Logistyka SA, Pakowanie Sp"), words("Poznań, Łódź, Gdańsk, Wrocław"),
		"+48601######"},
	{"CZ", 4, words("Marek, Lucie, Ondřej, Kateřina, Jiří, Veronika, Tomáš, Hana, Vojtěch, Zdeňka, Radek"),
		words("Dvořák, Novotná, Svoboda, Procházka, Kučera, Veselý, Horák, Němec, Pokorný, Marešová, Beneš, Fiala, Sedlák"),
		words("Vltava, Morava, Beskydy, Orlice, Krkonose, Sumava, Labe, Haná, Polabi, Jizera"),
		words("Freight as, Mlékárny as, Sklady sro, Logistika sro, Obaly as"), words("Brno, Praha, Plzeň, Ostrava"),
		"+420602######"},
	{"SE", 4, words("Astrid, Göran, Linnéa, Håkan, Ebba, Måns, Sigrid, Björn, Åsa, Nils, Elin"),
		words("Lindström, Öberg, Sjögren, Åkesson, Nyström, Hägglund, Ek, Wallin, Forsberg, Dahl, Söderlund, Ström, Björk"),
		words("Nordkyl, Mälar, Skåne, Vättern, Fjäll, Dalarna, Öresund, Norrland, Uppland, Kattegat"),
		words("Frys AB, Logistik AB, Mejeri AB, Handel AB, Teknik AB"), words("Malmö, Göteborg, Umeå, Örebro"),
		"+4670#######"},
	{"FI", 3, words("Aino, Väinö, Päivi, Juhani, Sanna, Eero, Tuulikki, Mika, Kaisa, Ilkka, Outi"),
		words("Laine, Mäkelä, Hämäläinen, Nieminen, Korhonen, Järvinen, Salo, Rantanen, Lehtonen, Koskinen, Pöysti, " +
			"Virtanen, Aho"),
		words("Kuusi, Saimaa, Pohjola, Revontuli, Satama, Kallio, Meri, Lumi, Harju, Tunturi"),
		words("Oy, Logistiikka Oy, Meijeri Oy, Varasto Oy, Kuljetus Oy"), words("Tampere, Turku, Oulu, Vaasa"),
		"+35840#######"},
	{"NL", 6, words("Sanne, Joris, Fenna, Pieter, Marloes, Bram, Anouk, Ruben, Tessel, Gijs, Noor"),
		words("de Vries, Jansen, Bakker, Visser, Mulder, Hoekstra, van Dijk, Postma, Smit, Kuipers, Brouwer, Dekker, Yılmaz"),
		words("Waterland, Maasvlakte, Zuiderzee, Polder, Betuwe, Veluwe, Scheldt, Westland, Achterhoek, Twente"),
		words("Koel BV, Transport BV, Zuivel NV, Opslag BV, Export BV"), words("Rotterdam, Utrecht, Zwolle, Breda"),
		"+3161#######"},
	{"GB", 11, words("Harriet, Callum, Imogen, Rhys, Fiona, Desmond, Priya, Angus, Bronwen, Tariq, Nicola"),
		words("Whitaker, Okonkwo, Hughes, MacLeod, Sutton, Patel, Ainsworth, Griffiths, Barlow, Khan, Pemberton, Doyle, " +
			"Marsh"),
		words("Harbour, Pennine, Severn, Kestrel, Thornbury, Albion, Moorland, Wessex, Tyne, Lochside"),
		words("Cold Stores Ltd, Haulage Ltd, Dairies plc, Foods Ltd, Packaging Ltd"), words("Leeds, Bristol, Glasgow, Hull"),
		"+447712######"},
	{"IE", 3, words("Aoife, Cormac, Siobhán, Declan, Niamh, Eoin, Gráinne, Pádraig, Róisín, Fergal, Maeve"),
		words("Byrne, Ó Súilleabháin, Gallagher, Kavanagh, Doherty, Nolan, Brennan, Quinn, Farrell, Moloney, Keane, Power, " +
			"Hayes"),
		words("Shannon, Connemara, Slieve, Boyne, Curragh, Claddagh, Burren, Liffey, Wicklow, Achill"),
		words("Foods Ltd, Creamery Ltd, Freight Ltd, Storage Ltd, Seafood Ltd"), words("Cork, Galway, Limerick, Sligo"),
		"+35385#######"},
	{"US", 15, words("Brianna, Dwayne, Xiomara, Ethan, Mei, Darnell, Kaylee, Arjun, Savannah, Minh, Rosalind, Tyrone, " +
		"Hannah"),
		words("Washington, Nguyen, Hernandez, Kowalski, Park, Johansson, Reyes, O'Malley, Patel, Carter, Brooks, Delgado, " +
			"Goldberg, Yamamoto, Whitfield"),
		words("Prairie, Redwood, Lakeshore, Blue Ridge, Cascade, Ironbound, Sunbelt, Chesapeake, Big Sky, Bayou, Granite, " +
			"Mesa"),
		words("Foods Inc, Freight LLC, Cold Storage Inc, Distributing Co, Labs Inc, Supply LLC"),
		words("Chicago, Denver, Atlanta, Columbus, Memphis"), "+1312555####"},
	{"CA", 4, words("Chloé, Liam, Anika, Mathieu, Jasleen, Owen, Noémie, Wei, Brooke, Samuel, Amara"),
		words("Tremblay, MacKenzie, Gagnon, Singh, Bouchard, Campbell, Lavoie, Chen, Fraser, Pelletier, Morin, Stewart, Roy"),
		words("Laurentian, Maple Ridge, Fundy, Klondike, Assiniboine, Okanagan, Saguenay, Acadia, Georgian, Nordik"),
		words("Foods Inc, Transport Ltd, Dairy Inc, Storage Ltd, Supply Inc"), words("Toronto, Montréal, Calgary, Halifax"),
		"+1416555####"},
	{"ES", 6, words("Íñigo, Lucía, Álvaro, Begoña, Jesús, Nuria, Sergio, Aitana, Raúl, Montserrat, Iker"),
		words("Núñez, Ibáñez, Castellanos, Peña, Echeverría, Soler, Vidal, Ruiz, Cabrera, Ortega, Giménez, Blasco, Arroyo"),
		words("Altamar, Duero, Sierra Norte, Levante, Montseny, Albufera, Rioja, Cantábrico, Guadiana, Almadraba"),
		words("Foods SL, Transportes SA, Frío SL, Conservas SA, Logística SL"), words("Valencia, Bilbao, Zaragoza, Sevilla"),
		"+34600######"},
	{"PT", 2, words("Inês, João, Conceição, Tiago, Beatriz, Gonçalo, Joana, Nuno, Leonor, Rui, Matilde"),
		words("Ferreira, Gonçalves, Magalhães, Teixeira, Nóbrega, Simões, Coelho, Pinto, Baptista, Lourenço, Vaz, Cruz, " +
			"Leal"),
		words("Tejo, Alentejo, Minho, Madeira, Arrábida, Douro, Sado, Algarve, Estrela, Mondego"),
		words("Pescas SA, Transportes Lda, Frio Lda, Laticínios SA, Armazéns Lda"), words("Porto, Lisboa, Aveiro, Setúbal"),
		"+35191#######"},
	{"BR", 2, words("Thaís, Caio, Luíza, Murilo, Antônia, Davi, Débora, Renan, Yasmin, Otávio, Lívia"),
		words("Nascimento, Araújo, Cavalcanti, Moraes, Queiroz, Barros, Tavares, Freitas, Assunção, Rocha, Sampaio, " +
			"Lacerda, Prado"),
		words("Cerrado, Pantanal, Ipiranga, Serra Azul, Mantiqueira, Guarani, Parnaíba, Itaúna, Caatinga, Tietê"),
		words("Alimentos SA, Logística SA, Laticínios SA, Transportes SA, Distribuidora SA"),
		words("São Paulo, Curitiba, Recife, Goiânia"), "+55119########"},
	{"MX", 2, words("Ximena, Héctor, Paloma, Ulises, Citlali, Rodrigo, Renata, Emiliano, Yolanda, Joaquín, Itzel"),
		words("Villaseñor, Ávila, Zúñiga, Cárdenas, Bravo, Montes, Elizondo, Quintero, Salazar, Treviño, Luna, Padilla, " +
			"Olvera"),
		words("Anáhuac, Bajío, Sonora, Quetzal, Jalisco, Huasteca, Chapala, Nayarit, Popocatépetl, Sinaloa"),
		words("Alimentos SA, Fletes SA, Lácteos SA, Frigoríficos SA, Abarrotes SA"), words("Monterrey, Puebla, León, Mérida"),
		"+5255########"},
}

// cultureOf returns the culture of a country.
func cultureOf(country string) culture {
	for _, c := range cultures {
		if c.country == country {
			return c
		}
	}
	return cultures[0]
}

// person invents a person. A name is used only once at a company, so no two people have the same e-mail address.
func (w *world) person(r *rand.Rand, c culture) (name, email, phone, company, city string) {
	n := w.count[c.country]
	w.count[c.country]++
	pairs := len(c.first) * len(c.last)
	pair := (n*step(pairs) + 17) % pairs
	first, last := c.first[pair%len(c.first)], c.last[pair/len(c.first)]
	blocks := w.plan.options.Leads/pairs + 1
	rounds := max(len(c.roots)*len(c.kinds)/blocks, 3)
	k := n/pairs + blocks*r.IntN(rounds)
	kinds := len(c.roots) * len(c.kinds)
	root, kind := c.roots[k%kinds%len(c.roots)], c.kinds[k%kinds/len(c.roots)]
	company, site := root+" "+kind, address(root+" "+strings.Fields(kind)[0])
	if again := k / kinds; again > 0 {
		company, site = fmt.Sprintf("%s %d %s", root, again+1, kind), fmt.Sprintf("%s-%d", site, again+1)
	}
	email = address(first+" "+last) + "@" + strings.ReplaceAll(site, ".", "-") + "-" + strings.ToLower(c.country) +
		".example"
	return first + " " + last, email, dial(c.phone, n), company, c.cities[r.IntN(len(c.cities))]
}

// step returns a number without a common factor with n. Steps of this size visit each of n places once.
func step(n int) int {
	for s := n*5/8 | 1; ; s += 2 {
		if gcd(s, n) == 1 {
			return s
		}
	}
}

// gcd returns the greatest common divisor.
func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// dial replaces the # of a phone number by digits that do not look like a sequence.
func dial(pattern string, n int) string {
	places := strings.Count(pattern, "#")
	size := 1
	for range places {
		size *= 10
	}
	digits := fmt.Sprintf("%0*d", places, (n*7_654_321+1_234_567)%size)
	return strings.TrimRight(pattern, "#") + digits
}

// address returns a name as part of an address: lower case English letters, with dots between words.
func address(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(folding.Replace(name))) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.IsSpace(r):
			b.WriteByte('.')
		}
	}
	return b.String()
}

var folding = strings.NewReplacer("ł", "l", "Ł", "L", "ß", "ss", "ø", "o", "ı", "i", "Ø", "O")
