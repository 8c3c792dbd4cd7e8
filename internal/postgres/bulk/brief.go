package bulk

import (
	"encoding/binary"
	"hash/maphash"

	"baton/internal/lead"
)

// brief is what a dry run keeps of a lead that it has let go of: enough to tell whether a row would change the lead, in
// a few bytes. Its texts are hashes.
type brief struct {
	texts   [9]uint32
	size    int32
	persona int32
	id      uint32
	consent bool
}

var seed = maphash.MakeSeed()

// textsOf are the texts of a lead that a row can fill in or overwrite.
func textsOf(l *lead.Lead) [9]*string {
	return [9]*string{&l.Name, &l.Email, &l.Phone, &l.JobTitle, &l.Company, &l.Industry, &l.Country, &l.City, &l.Website}
}

// hashed is the hash of a text; 0 of none.
func hashed(text string) uint32 {
	if text == "" {
		return 0
	}
	return uint32(maphash.String(seed, text))>>1 + 1
}

func briefOf(l lead.Lead) (b brief) {
	for i, text := range textsOf(&l) {
		b.texts[i] = hashed(*text)
	}
	b.size, b.persona, b.consent = int32(l.CompanySize), int32(l.Persona), l.Consent //nolint:gosec // only compared
	b.id = hashed(l.ExternalID)
	return b
}

// lead is a lead with hashes for its texts, which changes as the lead itself does.
func (b brief) lead() (l lead.Lead) {
	for i, text := range textsOf(&l) {
		*text = shown(b.texts[i])
	}
	l.CompanySize, l.Persona, l.Consent, l.ExternalID = int(b.size), lead.PersonaID(b.persona), b.consent, shown(b.id)
	return l
}

func shown(hash uint32) string {
	if hash == 0 {
		return ""
	}
	return string(binary.BigEndian.AppendUint32(nil, hash))
}

// meet reports whether a row changes the lead, and keeps what it changes.
func (b *brief) meet(row lead.Lead, how lead.OnKnown) bool {
	l := b.lead()
	changed, _ := l.Meet(briefOf(row).lead(), how)
	for i, text := range textsOf(&l) {
		if b.texts[i] = 0; *text != "" {
			b.texts[i] = binary.BigEndian.Uint32([]byte(*text))
		}
	}
	b.size, b.persona, b.consent = int32(l.CompanySize), int32(l.Persona), l.Consent //nolint:gosec // only compared
	if b.id = 0; l.ExternalID != "" {
		b.id = binary.BigEndian.Uint32([]byte(l.ExternalID))
	}
	return changed
}
