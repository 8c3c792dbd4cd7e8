package agreement

import (
	"slices"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/ar"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/ro"
	"github.com/rickar/cal/v2/sk"
	"github.com/rickar/cal/v2/ua"
)

// This file mends the library, whose data is of 2023, and adds countries that it lacks. Each entry names the law or the
// official page that it follows.

// sunAndSat keep a holiday on the next Monday too where it falls on a weekend.
var sunAndSat = []cal.AltDay{{Day: time.Saturday, Offset: 2}, {Day: time.Sunday, Offset: 1}}

// mended are the lists of the library with what the law has changed since, or what it has wrongly.
var mended = map[string][]*cal.Holiday{
	// Ley 27.399 (2017), arts. 1, 6 and 7: Good Friday is one; four days move to the Monday before (from Tuesday and
	// Wednesday) or after (from Thursday and Friday). Belgrano's day does not move.
	"AR": changed(ar.Holidays,
		[]*cal.Holiday{ar.EasternsDay, ar.GuemesDay, ar.BelgranoDay, ar.SanMartinDay, ar.DiversityDay, ar.SovereigntyDay},
		easter("Viernes Santo", -2), on("Paso a la Inmortalidad del General Belgrano", time.June, 20),
		moving("Paso a la Inmortalidad del General Güemes", time.June, 17, toMonday),
		moving("Paso a la Inmortalidad del General San Martín", time.August, 17, toMonday),
		moving("Día del Respeto a la Diversidad Cultural", time.October, 12, toMonday),
		moving("Día de la Soberanía Nacional", time.November, 20, toMonday)),
	// Lei 14.759/2023: Zumbi and Black Consciousness Day, national since 2024.
	"BR": and(br.Holidays, from(2024, on("Dia da Consciência Negra", time.November, 20))),
	// Bundesamt für Justiz, "Gesetzliche Feiertage": what nearly all cantons keep; the library's list has what any canton
	// keeps.
	"CH": {ch.Neujahr, ch.Karfreitag, ch.Ostermontag, ch.Auffahrt, ch.Pfingstmontag, ch.Bundesfeiertag, ch.Weihnachtstag,
		ch.ZweiterWeihnachtsfeiertag},
	// Legge 151/2025: Saint Francis, patron of Italy, since 2026.
	"IT": and(it.Holidays, from(2026, on("San Francesco d'Assisi", time.October, 4))),
	// rijksoverheid.nl, "Officiële feestdagen in Nederland": Good Friday is none; 5 May is a day off once in five years.
	// Koninklijk Besluit of 2013: King's Day is on 26 April where the 27th is a Sunday.
	"NL": changed(nl.Holidays, []*cal.Holiday{nl.GoedeVrijdag, nl.BevrijdingsDag, nl.Koningsdag},
		every(5, 0, on("Bevrijdingsdag", time.May, 5)),
		moving("Koningsdag", time.April, 27, map[time.Weekday]int{time.Sunday: -1})),
	// Te Kāhui o Matariki Public Holiday Act 2022, schedule 1, which ends with 2052.
	"NZ": and(nz.Holidays, dated("Matariki", "2022-06-24", "2023-07-14", "2024-06-28", "2025-06-20", "2026-07-10",
		"2027-06-25", "2028-07-14", "2029-07-06",
		"2030-06-21", "2031-07-11", "2032-07-02", "2033-06-24", "2034-07-07", "2035-06-29", "2036-07-18", "2037-07-10",
		"2038-06-25", "2039-07-15", "2040-07-06",
		"2041-07-19", "2042-07-11", "2043-07-03", "2044-06-24", "2045-07-07", "2046-06-29", "2047-07-19", "2048-07-03",
		"2049-06-25", "2050-07-15", "2051-06-30",
		"2052-06-21")...),
	// Ustawa of 6 December 2024 (Dz.U. 2024 poz. 1965): Christmas Eve, since 2025.
	"PL": and(pl.Holidays, from(2025, on("Wigilia Bożego Narodzenia", time.December, 24))),
	// Legea 52/2023, Codul muncii art. 139: Epiphany and Saint John, since 2024.
	"RO": and(ro.Holidays, from(2024, on("Boboteaza", time.January, 6)),
		from(2024, on("Sfântul Ioan Botezătorul", time.January, 7))),
	// Zákon 241/1993 Z. z. as changed for 2024 (1 September is a working day) and by the consolidation of 2025: 17
	// November is one since 2025, 8 May and 15 September in 2026 only.
	"SK": changed(sk.Holidays, []*cal.Holiday{sk.Constitution, sk.Freedom, sk.Liberation, sk.LadyOfSorrows},
		until(2023, sk.Constitution), until(2024, sk.Freedom), except(sk.Liberation, 2026), except(sk.LadyOfSorrows, 2026)),
	// Law 3258-IX of 2023: Christmas on 25 December only, Defenders on 1 October, Statehood on 15 July. Law 3107-IX of
	// 2023: 8 May for 9 May. Under martial law employers may have all of them worked: then a team takes them away, or
	// keeps none.
	"UA": changed(ua.Holidays, []*cal.Holiday{ua.OrthodoxChristmas, ua.DefenderOfUkraineDay, ua.VictoryDay},
		until(2023, ua.OrthodoxChristmas), until(2022, ua.DefenderOfUkraineDay), until(2023, ua.VictoryDay),
		from(2023, ukrainian("День захисників і захисниць України", time.October, 1)),
		from(2024, ukrainian("День Української Державності", time.July, 15)),
		from(2024, ukrainian("День пам’яті та перемоги над нацизмом", time.May, 8))),
}

var toMonday = map[time.Weekday]int{time.Tuesday: -1, time.Wednesday: -2, time.Thursday: 4, time.Friday: 3}

func ukrainian(name string, month time.Month, day int) *cal.Holiday {
	return on(name, month, day).Clone(&cal.Holiday{Observed: sunAndSat})
}

// added are the countries that the library lacks.
var added = map[string][]*cal.Holiday{
	// 全国年节及纪念日放假办法 as of 2025: thirteen days, by the Chinese calendar until 2030. Besides them the days that the State
	// Council gave for 2025 and 2026; the weekend days that are worked for them are a team's own to enter.
	"CN": slices.Concat([]*cal.Holiday{on("元旦", time.January, 1), on("劳动节", time.May, 1),
		from(2025, on("劳动节", time.May, 2)),
		on("国庆节", time.October, 1), on("国庆节", time.October, 2), on("国庆节", time.October, 3)},
		dated("除夕", "2025-01-28", "2026-02-16", "2027-02-05", "2028-01-25", "2029-02-12", "2030-02-02"),
		dated("春节", "2024-02-10", "2024-02-11", "2024-02-12", "2025-01-29", "2025-01-30", "2025-01-31", "2026-02-17",
			"2026-02-18", "2026-02-19", "2027-02-06", "2027-02-07", "2027-02-08",
			"2028-01-26", "2028-01-27", "2028-01-28", "2029-02-13", "2029-02-14", "2029-02-15", "2030-02-03", "2030-02-04",
			"2030-02-05"),
		dated("清明节", "2024-04-04", "2025-04-04", "2026-04-05", "2027-04-05", "2028-04-04", "2029-04-04", "2030-04-05"),
		dated("端午节", "2024-06-10", "2025-05-31", "2026-06-19", "2027-06-09", "2028-05-28", "2029-06-16", "2030-06-05"),
		dated("中秋节", "2024-09-17", "2025-10-06", "2026-09-25", "2027-09-15", "2028-10-03", "2029-09-22", "2030-09-12"),
		dated("放假", "2025-02-03", "2025-02-04", "2025-05-05", "2025-06-02", "2025-10-07", "2025-10-08", "2025-10-04",
			"2025-10-05",
			"2026-01-02", "2026-01-03", "2026-02-15", "2026-02-20", "2026-02-21", "2026-02-22", "2026-02-23", "2026-04-04",
			"2026-04-06", "2026-05-03", "2026-05-04", "2026-05-05",
			"2026-06-20", "2026-06-21", "2026-09-26", "2026-09-27", "2026-10-04", "2026-10-05", "2026-10-06", "2026-10-07")),
	// Almanakkalaki and laki itsenäisyyspäivästä: Midsummer Day is the Saturday of 20 to 26 June, All Saints' that of 31
	// October to 6 November.
	"FI": {on("uudenvuodenpäivä", time.January, 1), on("loppiainen", time.January, 6), easter("pitkäperjantai", -2),
		easter("pääsiäispäivä", 0), easter("toinen pääsiäispäivä", 1),
		on("vappu", time.May, 1), easter("helatorstai", 39), easter("helluntaipäivä", 49),
		saturdayFrom("juhannuspäivä", time.June, 20), saturdayFrom("pyhäinpäivä", time.October, 31),
		on("itsenäisyyspäivä", time.December, 6), on("joulupäivä", time.December, 25), on("tapaninpäivä", time.December, 26)},
	// A munka törvénykönyve (2012. évi I. törvény), 102. §.
	"HU": {on("újév", time.January, 1), on("1848-as forradalom", time.March, 15), easter("nagypéntek", -2),
		easter("húsvéthétfő", 1), on("a munka ünnepe", time.May, 1),
		easter("pünkösdhétfő", 50), on("Szent István ünnepe", time.August, 20), on("1956-os forradalom", time.October, 23),
		on("mindenszentek", time.November, 1),
		on("karácsony", time.December, 25), on("karácsony másnapja", time.December, 26)},
	// Department of Personnel and Training, holidays in central government offices: the three national ones, and the
	// others that offices in all states keep, with Holi. Those by the moon are announced each year; here they are of 2025
	// and 2026.
	"IN": slices.Concat([]*cal.Holiday{on("Republic Day", time.January, 26), on("Independence Day", time.August, 15),
		on("Gandhi Jayanti", time.October, 2),
		easter("Good Friday", -2), on("Christmas Day", time.December, 25)},
		dated("Holi", "2025-03-14", "2026-03-04"), dated("Id-ul-Fitr", "2025-03-31", "2026-03-21"),
		dated("Mahavir Jayanti", "2025-04-10", "2026-03-31"),
		dated("Buddha Purnima", "2025-05-12", "2026-05-01"), dated("Id-ul-Zuha", "2025-06-07", "2026-05-27"),
		dated("Muharram", "2025-07-06", "2026-06-26"),
		dated("Milad-un-Nabi", "2025-09-05", "2026-08-26"), dated("Dussehra", "2025-10-02", "2026-10-20"),
		dated("Diwali", "2025-10-20", "2026-11-08"),
		dated("Guru Nanak’s Birthday", "2025-11-05", "2026-11-24")),
	// Ley Federal del Trabajo, art. 74: three on Mondays; 1 October of every sixth year, when the president changes, since
	// 2024.
	"MX": {on("Año Nuevo", time.January, 1), nth("Día de la Constitución", 1, time.Monday, time.February),
		nth("Natalicio de Benito Juárez", 3, time.Monday, time.March),
		on("Día del Trabajo", time.May, 1), on("Día de la Independencia", time.September, 16),
		from(2024, every(6, 2, on("Transmisión del Poder Ejecutivo Federal", time.October, 1))),
		nth("Día de la Revolución", 3, time.Monday, time.November), on("Navidad", time.December, 25)},
	// Código do Trabalho, art. 234.
	"PT": {on("Ano Novo", time.January, 1), easter("Sexta-feira Santa", -2), easter("Páscoa", 0),
		on("Dia da Liberdade", time.April, 25), on("Dia do Trabalhador", time.May, 1),
		easter("Corpo de Deus", 60), on("Dia de Portugal", time.June, 10), on("Assunção", time.August, 15),
		on("Implantação da República", time.October, 5),
		on("Todos os Santos", time.November, 1), on("Restauração da Independência", time.December, 1),
		on("Imaculada Conceição", time.December, 8), on("Natal", time.December, 25)},
	// Ministry of Manpower, "Public holidays", and the Holidays Act: one on a Sunday is kept on Monday too. Those by the
	// moon are of 2025 and 2026, the Chinese New Year until 2030.
	"SG": onMondaysToo(slices.Concat([]*cal.Holiday{aa.NewYear, easter("Good Friday", -2), on("Labour Day", time.May, 1),
		on("National Day", time.August, 9), aa.ChristmasDay},
		dated("Chinese New Year", "2025-01-29", "2025-01-30", "2026-02-17", "2026-02-18", "2027-02-06", "2027-02-07",
			"2028-01-26", "2028-01-27", "2029-02-13", "2029-02-14", "2030-02-03", "2030-02-04", "2030-02-05"),
		dated("Hari Raya Puasa", "2025-03-31", "2026-03-21"), dated("Vesak Day", "2025-05-12", "2026-05-31"),
		dated("Hari Raya Haji", "2025-06-07", "2026-05-27"),
		dated("Deepavali", "2025-10-20", "2026-11-08"), dated("Polling Day", "2025-05-03"))),
}

// datedUntil is the last year whose holidays are all known, of countries in which some are announced year by year.
var datedUntil = map[string]int{"CN": 2026, "IN": 2026, "SG": 2026, "NZ": 2052}

// saturdayFrom is a holiday on the first Saturday from a day on.
func saturdayFrom(name string, month time.Month, day int) *cal.Holiday {
	shift := map[time.Weekday]int{}
	for weekday := time.Sunday; weekday <= time.Saturday; weekday++ {
		shift[weekday] = int(time.Saturday - weekday)
	}
	return moving(name, month, day, shift)
}

func onMondaysToo(list []*cal.Holiday) (all []*cal.Holiday) {
	for _, h := range list {
		all = append(all, sundayToMonday(h))
	}
	return all
}
