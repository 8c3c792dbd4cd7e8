package feature

import "strings"

// functionWords are articles, prepositions, conjunctions, pronouns and forms of to be and to have, in small letters.
// They stand in any note and explain nothing. Words that deny, ask or count are left out: "no budget" and "not before
// May" say something. The languages are English, German, French, Spanish, Portuguese, Italian, Dutch, Polish and
// Swedish. A function word that has a meaning in another of them is left out.
var functionWords = func() map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(`
		a an and are as at be been being but by for from had has have having he her hers him his i if in into is it its
		me my of on onto or our ours
		she so than that the their theirs them then there these they this those to us was we were which while who whom
		whose with you your yours am
		der die das den dem des ein eine einen einem einer eines und oder aber auf aus bei bis durch für gegen im in ins
		mit nach ob seit sich sie
		er es ich ihr ihre ihrem ihren ihm ihn sein seine seiner sind ist war waren wird werden wurde hat haben hatte um
		unter von vom vor wie wir
		wo zu zum zur über als am an da dass daß diese dieser dieses dort
		le la les un une des du de au aux et ou mais dans par pour sur sous avec chez en entre vers que qui quoi dont il
		elle ils elles je tu nous
		vous leur leurs lui se sa ses son mon ma mes ton ta tes notre nos votre vos ce cet cette ces est sont était ont
		été ai avons avez
		el los las uno unos unas del al y o u e pero con para por según sobre desde hasta entre cuyo quien quienes yo
		ella ellos ellas nosotros
		su sus mi mis nuestro nuestra este esta estos estas ese esa es son fue fueron ha han había como lo
		os um uma uns umas do da dos das no na nos nas ao aos à às ou mas com para por pelo pela sobre desde até que
		quem eu ele ela elas
		seu sua seus suas meu minha nosso nossa é são foi foram tem têm
		il lo gli i di da uno della dello dei degli delle dal dalla nel nella nei sul sulla con per tra fra che chi ed
		ma io lui lei noi loro suo sua
		suoi sue mio mia nostro nostra questo questa sono era erano ha hanno
		het een van voor met door naar uit bij aan te ter op om en dat die dit deze zij hij wij jij ik zijn haar hun ons
		onze was waren heeft hebben
		w we z ze na do od dla przez przy po pod nad i oraz ale że jak który która które jest są był była było się to
		ten ta te
		och att det som på av för med till från om den ett är var har hade vi ni de han hon
	`) {
		all[w] = true
	}
	for _, meant := range strings.Fields("no it us am po") { // no in English, IT, the US, mornings, a purchase order
		delete(all, meant)
	}
	return all
}()
