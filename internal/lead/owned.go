package lead

import (
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Account is the company that a lead belongs to, as assignment tells companies apart: by the domain of the e-mail
// address, or by the key of its name where the address says nothing of a company. The zero Account is of nobody.
type Account struct {
	Domain  string // buyer.co.uk, whatever stands before it in the address
	Company string // see CompanyKey; only without a Domain
}

// Account is the company that l belongs to.
func (l Lead) Account() Account {
	if domain := companyDomain(l.Email); domain != "" {
		return Account{Domain: domain}
	}
	return Account{Company: l.CompanyKey()}
}

// companyDomain is what a company has registered of the domain of its people's addresses, "" where anybody may have
// such an address.
func companyDomain(address string) string {
	_, domain, ok := strings.Cut(address, "@")
	if !ok || FreeMail(address) {
		return ""
	}
	registered, err := publicsuffix.EffectiveTLDPlusOne(domain)
	if err != nil || FreeMail("@"+registered) {
		return ""
	}
	return registered
}
