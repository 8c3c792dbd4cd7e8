package agreement

import (
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/gb"
)

// region is a part of a country with holidays of its own.
type region struct {
	name string
	list []*cal.Holiday
}

// regions are parts of countries by ISO 3166-2 code, with all the holidays that they keep, those of the country among
// them.
var regions = map[string]region{
	"DE-BW": {"Baden-Württemberg", de.HolidaysBW}, "DE-BY": {"Bavaria", de.HolidaysBY},
	"DE-BB": {"Brandenburg", de.HolidaysBB}, "DE-HB": {"Bremen", de.HolidaysHB},
	// Gesetz über die Sonn- und Feiertage, Berlin: 8 May 2025, once.
	"DE-BE": {"Berlin", and(de.HolidaysBE, dated("Tag der Befreiung", "2025-05-08")...)},
	"DE-HH": {"Hamburg", de.HolidaysHH}, "DE-HE": {"Hesse", de.HolidaysHE}, "DE-NI": {"Lower Saxony", de.HolidaysNI},
	"DE-MV": {"Mecklenburg-Western Pomerania",
		and(de.HolidaysMV, from(2023, on("Internationaler Frauentag", time.March, 8)))},
	"DE-NW": {"North Rhine-Westphalia", de.HolidaysNW}, "DE-RP": {"Rhineland-Palatinate", de.HolidaysRP},
	"DE-SL": {"Saarland", de.HolidaysSL}, "DE-SN": {"Saxony", de.HolidaysSN},
	"DE-ST": {"Saxony-Anhalt", de.HolidaysST}, "DE-SH": {"Schleswig-Holstein", de.HolidaysSH},
	"DE-TH": {"Thuringia", de.HolidaysTH},

	// Bundesamt für Justiz, "Gesetzliche Feiertage und Tage, die in der Schweiz wie gesetzliche Feiertage behandelt
	// werden": where the library has other days, its list is changed.
	"CH-AG": {"Aargau", ch.HolidaysAG}, "CH-AI": {"Appenzell Innerrhoden", ch.HolidaysAI},
	"CH-AR": {"Appenzell Ausserrhoden", ch.HolidaysAR}, "CH-BE": {"Bern", ch.HolidaysBE},
	"CH-BL": {"Basel-Landschaft", changed(ch.HolidaysBL, []*cal.Holiday{ch.Fronleichnam, ch.MariaHimmelfahrt})},
	"CH-BS": {"Basel-Stadt", ch.HolidaysBS}, "CH-FR": {"Fribourg", ch.HolidaysFR},
	"CH-GE": {"Geneva", changed(ch.HolidaysGE, []*cal.Holiday{ch.Fronleichnam}, fast("Jeûne genevois", 1, 4),
		on("Restauration de la République", time.December, 31))},
	"CH-GL": {"Glarus", ch.HolidaysGL},
	"CH-GR": {"Graubünden", changed(ch.HolidaysGR,
		[]*cal.Holiday{ch.HeiligeDreiKoenige, ch.Josefstag, ch.Fronleichnam, ch.MariaHimmelfahrt, ch.Allerheiligen,
			ch.MariaEmpfangnis})},
	"CH-JU": {"Jura", and(ch.HolidaysJU, on("Commémoration du plébiscite jurassien", time.June, 23))},
	"CH-LU": {"Lucerne", ch.HolidaysLU},
	"CH-NE": {"Neuchâtel", ch.HolidaysNE}, "CH-NW": {"Nidwalden", ch.HolidaysNW},
	"CH-OW": {"Obwalden", and(ch.HolidaysOW, on("Bruderklausenfest", time.September, 25))},
	"CH-SG": {"St. Gallen", ch.HolidaysSG},
	"CH-SH": {"Schaffhausen", ch.HolidaysSH}, "CH-SO": {"Solothurn", ch.HolidaysSO}, "CH-SZ": {"Schwyz", ch.HolidaysSZ},
	"CH-TG": {"Thurgau", ch.HolidaysTG},
	"CH-TI": {"Ticino", ch.HolidaysTI}, "CH-UR": {"Uri", ch.HolidaysUR},
	"CH-VD": {"Vaud", and(ch.HolidaysVD, fast("Lundi du Jeûne fédéral", 3, 1))}, "CH-VS": {"Valais", ch.HolidaysVS},
	"CH-ZG": {"Zug", and(ch.HolidaysZG, ch.Fronleichnam, ch.MariaHimmelfahrt, ch.Allerheiligen, ch.MariaEmpfangnis)},
	"CH-ZH": {"Zurich", ch.HolidaysZH},

	// BOE, "relación de fiestas laborales" of the Dirección General de Trabajo, each year: what a community keeps year
	// after year. Days that it moves from a Sunday to a Monday, and its two local ones, a team adds as its own.
	"ES-AN": {"Andalusia", spanish(holyThursday, on("Día de Andalucía", time.February, 28))},
	"ES-AR": {"Aragon", spanish(holyThursday, on("San Jorge", time.April, 23))},
	"ES-AS": {"Asturias", spanish(holyThursday, on("Día de Asturias", time.September, 8))},
	"ES-CN": {"Canary Islands", spanish(holyThursday, on("Día de Canarias", time.May, 30))},
	"ES-CB": {"Cantabria", spanish(holyThursday, on("Día de las Instituciones", time.July, 28),
		on("La Bien Aparecida", time.September, 15))},
	"ES-CL": {"Castile and León", spanish(holyThursday, on("Día de Castilla y León", time.April, 23))},
	"ES-CM": {"Castilla-La Mancha",
		spanish(holyThursday, on("Día de Castilla-La Mancha", time.May, 31), easter("Corpus Christi", 60))},
	"ES-CT": {"Catalonia", spanish(easterMonday, on("Sant Joan", time.June, 24), on("Diada Nacional", time.September, 11),
		on("Sant Esteve", time.December, 26))},
	"ES-CE": {"Ceuta", spanish(holyThursday, on("Nuestra Señora de África", time.August, 5))},
	"ES-VC": {"Valencian Community",
		spanish(easterMonday, on("San José", time.March, 19), on("San Juan", time.June, 24),
			on("Día de la Comunitat Valenciana", time.October, 9))},
	"ES-EX": {"Extremadura", spanish(holyThursday, on("Día de Extremadura", time.September, 8))},
	"ES-GA": {"Galicia", spanish(holyThursday,
		append(saintJoseph, on("Día das Letras Galegas", time.May, 17), on("Día Nacional de Galicia", time.July, 25))...)},
	"ES-IB": {"Balearic Islands", spanish(holyThursday, easterMonday, on("Dia de les Illes Balears", time.March, 1))},
	"ES-RI": {"La Rioja", spanish(holyThursday, easterMonday, on("Día de La Rioja", time.June, 9))},
	"ES-MD": {"Madrid", spanish(holyThursday, on("Día de la Comunidad de Madrid", time.May, 2))},
	"ES-ML": {"Melilla", spanish(holyThursday)},
	"ES-MC": {"Murcia", spanish(holyThursday, append(saintJoseph, on("Día de la Región de Murcia", time.June, 9))...)},
	"ES-NC": {"Navarre", spanish(holyThursday,
		append(saintJoseph, easterMonday, on("San Francisco Javier", time.December, 3))...)},
	"ES-PV": {"Basque Country",
		spanish(holyThursday, append(saintJoseph, easterMonday, on("Santiago Apóstol", time.July, 25))...)},

	// gov.uk/bank-holidays: those of England and Wales stand under GB. Bank Holiday Proclamation of 2025: 15 June 2026 in
	// Scotland.
	"GB-SCT": {"Scotland", changed(gb.Holidays, []*cal.Holiday{gb.EasterMonday, gb.SummerHoliday},
		append(dated("World Cup", "2026-06-15"),
			on("2nd January", time.January, 2).Clone(&cal.Holiday{Observed: gb.BoxingDay.Observed}), gb.SummerHolidayScotland,
			on("St Andrew’s Day", time.November, 30).Clone(&cal.Holiday{Observed: sunAndSat}))...)},
	"GB-NIR": {"Northern Ireland",
		and(gb.Holidays, on("St Patrick’s Day", time.March, 17).Clone(&cal.Holiday{Observed: sunAndSat}),
			on("Battle of the Boyne", time.July, 12).Clone(&cal.Holiday{Observed: sunAndSat}))},

	"AU-ACT": {"Australian Capital Territory", au.HolidaysACT}, "AU-NT": {"Northern Territory", au.HolidaysNT},
	"AU-QLD": {"Queensland", au.HolidaysQLD},
	"AU-SA":  {"South Australia", au.HolidaysSA}, "AU-TAS": {"Tasmania", au.HolidaysTAS},
	"AU-VIC": {"Victoria", au.HolidaysVIC}, "AU-WA": {"Western Australia", au.HolidaysWA},
}

// wholeOf are the parts of a country that its own list is of, where the rest differs.
var wholeOf = map[string]string{"AU": "New South Wales", "GB": "England and Wales"}

// These are kept in several communities of Spain; Saint Joseph's day in some of them by the year.
var (
	holyThursday = easter("Jueves Santo", -3)
	easterMonday = easter("Lunes de Pascua", 1)
	saintJoseph  = dated("San José", "2025-03-19", "2026-03-19")
)

// fast is a holiday so many days after the nth Sunday of September.
func fast(name string, sunday, days int) *cal.Holiday {
	h := nth(name, sunday, time.Sunday, time.September)
	h.CalcOffset = days
	return h
}

func spanish(first *cal.Holiday, own ...*cal.Holiday) []*cal.Holiday {
	return append(and(es.Holidays, first), own...)
}
