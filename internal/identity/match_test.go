package identity_test

import (
	"cmp"
	"testing"

	"baton/internal/identity"

	"pgregory.net/rapid"
)

func TestWhoIsTheSamePerson(t *testing.T) {
	const phone = "+49307700199"
	person := func(name, email, phone, id string, source int64) identity.Identity {
		return identity.Identity{Name: identity.NameKey(name), Email: email, Phone: phone, ExternalID: id, IDSource: source}
	}
	for _, c := range []struct {
		name string
		a, b identity.Identity
		want identity.Match
	}{
		{"one e-mail address", person("Ann Lee", "ann@a.example", "", "", 0), person("A. Lee", "ann@a.example", phone, "", 0),
			identity.ByEmail},
		{"two addresses, one number and name", person("Ann Lee", "ann@a.example", phone, "", 0),
			person("Ann Lee", "lee@b.example", phone, "", 0), identity.Different},
		{"two addresses, one ID", person("Ann Lee", "ann@a.example", "", "7", 1),
			person("Ann Lee", "lee@b.example", "", "7", 1), identity.Different},
		{"one ID of one source", person("Ann Lee", "ann@a.example", "", "7", 1), person("Ann Lee-Park", "", "", "7", 1),
			identity.ByID},
		{"one ID, one without a name", person("", "", "", "7", 1), person("Ann Lee", "", "", "7", 1), identity.ByID},
		{"one ID of two sources", person("Ann Lee", "", "", "7", 1), person("Ann Lee", "", "", "7", 2), identity.Different},
		{"one ID, names without a word in common", person("Ann Lee", "", "", "7", 0), person("Karl Otto", "", "", "7", 0),
			identity.Different},
		{"one number, one name", person("Ann Lee", "", phone, "", 0), person("ann lee", "ann@a.example", phone, "", 0),
			identity.ByPhone},
		{"one number, one name with marks and a title", person("Jürgen Größe", "", phone, "", 0),
			person("Dr. Jurgen Grosse", "j@a.example", phone, "", 0), identity.ByPhone},
		{"one number, two names", person("Ann Lee", "", phone, "", 0), person("Otto Lee", "otto@a.example", phone, "", 0),
			identity.Different},
		{"one number, a name and none", person("Ann Lee", "", phone, "", 0), person("", "", phone, "", 0),
			identity.Different},
		{"nothing but one number", person("", "", phone, "", 0), person("", "", phone, "", 0), identity.ByPhone},
		{"one number, no name, one address", person("", "a@a.example", phone, "", 0), person("", "", phone, "", 0),
			identity.Different},
		{"one name alone", person("Ann Lee", "", "", "", 0), person("Ann Lee", "", "", "", 0), identity.Different},
	} {
		for _, pair := range [][2]identity.Identity{{c.a, c.b}, {c.b, c.a}} {
			if got := pair[0].Match(pair[1]); got != c.want {
				t.Errorf("%s: %d, want %d", c.name, got, c.want)
			}
		}
	}
}

func TestNamesThatAgreeHaveOneKey(t *testing.T) {
	for name, want := range map[string]string{
		"  Ana   María Ruiz ": "ana maria ruiz", "O’Neil, Séan": "o neil sean", "ŁUKASZ ŻÓŁĆ": "lukasz zolc",
		"Dr. Prof. Größe": "grosse", "Dr": "dr", "Søren Ærø": "soren aero",
		"ΓΙΏΡΓΟΣ": "γιωργοσ", "Йозеф": "иозеф", "李 小龙": "李 小龙", "Person 2": "person 2", "": "", " - ": "",
	} {
		if got := identity.NameKey(name); got != want {
			t.Errorf("%q has the key %q, want %q", name, got, want)
		}
	}
}

// someone is a random person, of few names, addresses and numbers, so that many meet.
func someone(t *rapid.T) identity.Identity {
	pick := func(what string, of ...string) string { return rapid.SampledFrom(of).Draw(t, what) }
	return identity.Identity{
		Name: pick("name", "", "ann lee", "otto lee", "karl"), Email: pick("email", "", "", "a@a.example", "b@b.example"),
		Phone: pick("phone", "", "+1", "+2"), ExternalID: pick("id", "", "", "1", "2"),
		IDSource: rapid.SampledFrom([]int64{0, 1}).Draw(t, "source"),
	}
}

// filled is who with what they lack of more.
func filled(who, more identity.Identity) identity.Identity {
	who.Name, who.Email = cmp.Or(who.Name, more.Name), cmp.Or(who.Email, more.Email)
	who.Phone = cmp.Or(who.Phone, more.Phone)
	if who.ExternalID == "" {
		who.ExternalID, who.IDSource = more.ExternalID, more.IDSource
	}
	return who
}

func TestPeopleAreFoundAsIfEachWereAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people, all := identity.NewPeople(), []identity.Identity{}
		for range rapid.IntRange(1, 25).Draw(t, "how many") {
			who := someone(t)
			want, by := 0, identity.Different
			taken := false
			for n, each := range all {
				if m := who.Match(each); m > by {
					want, by = n, m
				}
				taken = taken || who.ExternalID != "" && who.ExternalID == each.ExternalID && who.IDSource == each.IDSource
			}
			got, how := people.Find(who)
			if how != by || by != identity.Different && got != want {
				t.Fatalf("%+v is found as %d by %d, want %d by %d of %+v", who, got, how, want, by, all)
			}
			if people.HasID(who) != taken {
				t.Fatalf("the ID of %+v is taken: %t, want %t", who, !taken, taken)
			}
			if taken {
				who.ExternalID, who.IDSource = "", 0
			}
			if by == identity.Different {
				all = append(all, who)
				people.Add(who)
			} else {
				all[want] = filled(all[want], who)
				people.Learn(want, all[want])
			}
		}
	})
}
