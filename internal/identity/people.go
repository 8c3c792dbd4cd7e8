package identity

import "slices"

// People finds who somebody is among many, by Identity.Match. Everybody has a number, from 0 on in the order in which
// they were added. Somebody may be known as several identities.
type People struct {
	all    []Identity
	person []int // whose identity each is
	first  []int // of each person, the identity that At gives
	emails map[string]int
	ids    map[externalID]int
	called map[caller]int   // the first of this name at this phone number
	quiet  map[caller][]int // those of them without an e-mail address
}

type externalID struct {
	id     string
	source int64
}

// caller is a phone number with who speaks there.
type caller struct{ phone, name string }

// NewPeople is nobody yet.
func NewPeople() *People {
	return &People{emails: map[string]int{}, ids: map[externalID]int{}, called: map[caller]int{},
		quiet: map[caller][]int{}}
}

// Find is the number of the person that who is, and by what. Where several match, the one that matches by more counts,
// then the one that was added first.
func (p *People) Find(who Identity) (n int, by Match) {
	at, by := p.find(who)
	if by == Different {
		return 0, by
	}
	return p.person[at], by
}

// find is the place of the identity by which who is found.
func (p *People) find(who Identity) (n int, by Match) {
	if n, ok := p.emails[who.Email]; ok && who.Email != "" {
		return n, ByEmail
	}
	if n, ok := p.ids[externalID{who.ExternalID, who.IDSource}]; ok && who.ExternalID != "" &&
		who.Match(p.all[n]) == ByID {
		return n, ByID
	}
	if who.Phone == "" {
		return 0, Different
	}
	n, by = len(p.all), Different
	at := caller{who.Phone, who.Name}
	candidates := p.quiet[at]
	if first, ok := p.called[at]; ok {
		candidates = append(slices.Clone(candidates), first)
	}
	for _, m := range candidates {
		if m < n && who.Match(p.all[m]) == ByPhone {
			n, by = m, ByPhone
		}
	}
	return n, by
}

// At is who person n is.
func (p *People) At(n int) Identity { return p.all[p.first[n]] }

// HasID reports whether somebody has the ID of who in its source.
func (p *People) HasID(who Identity) bool {
	_, ok := p.ids[externalID{who.ExternalID, who.IDSource}]
	return ok && who.ExternalID != ""
}

// Add takes up a person whom Find does not know, and answers their number. Whose ID somebody else has must come without
// it.
func (p *People) Add(who Identity) int {
	p.first = append(p.first, len(p.all))
	p.Also(len(p.first)-1, who)
	return len(p.first) - 1
}

// Also has person n be found as who, too.
func (p *People) Also(n int, who Identity) {
	p.all, p.person = append(p.all, who), append(p.person, n)
	p.index(len(p.all) - 1)
}

// Learn makes person n who they are now: with more than was known before.
func (p *People) Learn(n int, now Identity) {
	n = p.first[n]
	was := p.all[n]
	if now == was {
		return
	}
	if was.Email == "" && was.Phone != "" {
		at := caller{was.Phone, was.Name}
		p.quiet[at] = slices.DeleteFunc(p.quiet[at], func(m int) bool { return m == n })
	}
	p.all[n] = now
	p.index(n)
}

func (p *People) index(n int) {
	who := p.all[n]
	if _, taken := p.emails[who.Email]; who.Email != "" && !taken {
		p.emails[who.Email] = n
	}
	id := externalID{who.ExternalID, who.IDSource}
	if _, taken := p.ids[id]; who.ExternalID != "" && !taken {
		p.ids[id] = n
	}
	if who.Phone == "" {
		return
	}
	at := caller{who.Phone, who.Name}
	if who.Email == "" {
		p.quiet[at] = append(p.quiet[at], n)
	}
	if first, ok := p.called[at]; who.Name != "" && (!ok || n < first) {
		p.called[at] = n
	}
}
