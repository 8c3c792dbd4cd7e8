package lead_test

import (
	"testing"

	"pgregory.net/rapid"

	"baton/internal/lead"
)

func TestWhoIsTheSamePerson(t *testing.T) {
	const phone = "+49307700199"
	person := func(name, email, phone, id string, source lead.SourceID) lead.Lead {
		return lead.Lead{Name: name, Email: email, Phone: phone, ExternalID: id, ExternalSource: source}
	}
	for _, c := range []struct {
		name string
		a, b lead.Lead
		want lead.Match
	}{
		{"one e-mail address", person("Ann Lee", "ann@a.example", "", "", 0), person("A. Lee", "ann@a.example", phone, "", 0),
			lead.ByEmail},
		{"two addresses, one number and name", person("Ann Lee", "ann@a.example", phone, "", 0),
			person("Ann Lee", "lee@b.example", phone, "", 0), lead.Different},
		{"two addresses, one ID", person("Ann Lee", "ann@a.example", "", "7", 1),
			person("Ann Lee", "lee@b.example", "", "7", 1), lead.Different},
		{"one ID of one source", person("Ann Lee", "ann@a.example", "", "7", 1), person("Ann Lee-Park", "", "", "7", 1),
			lead.ByID},
		{"one ID, one without a name", person("", "", "", "7", 1), person("Ann Lee", "", "", "7", 1), lead.ByID},
		{"one ID of two sources", person("Ann Lee", "", "", "7", 1), person("Ann Lee", "", "", "7", 2), lead.Different},
		{"one ID, names without a word in common", person("Ann Lee", "", "", "7", 0), person("Karl Otto", "", "", "7", 0),
			lead.Different},
		{"one number, one name", person("Ann Lee", "", phone, "", 0), person("ann lee", "ann@a.example", phone, "", 0),
			lead.ByPhone},
		{"one number, one name with marks and a title", person("Jürgen Größe", "", phone, "", 0),
			person("Dr. Jurgen Grosse", "j@a.example", phone, "", 0), lead.ByPhone},
		{"one number, two names", person("Ann Lee", "", phone, "", 0), person("Otto Lee", "otto@a.example", phone, "", 0),
			lead.Different},
		{"one number, a name and none", person("Ann Lee", "", phone, "", 0), person("", "", phone, "", 0), lead.Different},
		{"nothing but one number", person("", "", phone, "", 0), person("", "", phone, "", 0), lead.ByPhone},
		{"one number, no name, one address", person("", "a@a.example", phone, "", 0), person("", "", phone, "", 0),
			lead.Different},
		{"one name alone", person("Ann Lee", "", "", "", 0), person("Ann Lee", "", "", "", 0), lead.Different},
	} {
		for _, pair := range [][2]lead.Lead{{c.a, c.b}, {c.b, c.a}} {
			if got := pair[0].Identity().Match(pair[1].Identity()); got != c.want {
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
		if got := lead.NameKey(name); got != want {
			t.Errorf("%q has the key %q, want %q", name, got, want)
		}
	}
}

// someone is a random person, of few names, addresses and numbers, so that many meet.
func someone(t *rapid.T) lead.Identity {
	pick := func(what string, of ...string) string { return rapid.SampledFrom(of).Draw(t, what) }
	return lead.Identity{
		Name: pick("name", "", "ann lee", "otto lee", "karl"), Email: pick("email", "", "", "a@a.example", "b@b.example"),
		Phone: pick("phone", "", "+1", "+2"), ExternalID: pick("id", "", "", "1", "2"),
		IDSource: rapid.SampledFrom([]lead.SourceID{0, 1}).Draw(t, "source"),
	}
}

// filled is who with what they lack of more.
func filled(who, more lead.Identity) lead.Identity {
	l := lead.Lead{Name: who.Name, Email: who.Email, Phone: who.Phone, ExternalID: who.ExternalID,
		ExternalSource: who.IDSource}
	l.Complete(lead.Lead{Name: more.Name, Email: more.Email, Phone: more.Phone, ExternalID: more.ExternalID,
		ExternalSource: more.IDSource})
	return l.Identity()
}

func TestPeopleAreFoundAsIfEachWereAsked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people, all := lead.NewPeople(), []lead.Identity{}
		for range rapid.IntRange(1, 25).Draw(t, "how many") {
			who := someone(t)
			want, by := 0, lead.Different
			taken := false
			for n, each := range all {
				if m := who.Match(each); m > by {
					want, by = n, m
				}
				taken = taken || who.ExternalID != "" && who.ExternalID == each.ExternalID && who.IDSource == each.IDSource
			}
			got, how := people.Find(who)
			if how != by || by != lead.Different && got != want {
				t.Fatalf("%+v is found as %d by %d, want %d by %d of %+v", who, got, how, want, by, all)
			}
			if people.HasID(who) != taken {
				t.Fatalf("the ID of %+v is taken: %t, want %t", who, !taken, taken)
			}
			if taken {
				who.ExternalID, who.IDSource = "", 0
			}
			if by == lead.Different {
				all = append(all, who)
				people.Add(who)
			} else {
				all[want] = filled(all[want], who)
				people.Learn(want, all[want])
			}
		}
	})
}
