package likelihood

import (
	"math"
	"math/rand/v2"
	"strconv"
	"time"
)

// eventFields are those of the leads of an invented company.
var eventFields = []Field{
	{Name: "source", Words: "Source", Kind: Category}, {Name: "industry", Words: "Industry", Kind: Category}, {Name: "country", Kind: Category},
	{Name: "company_size", Words: "Company size", Kind: Number}, {Name: "touches", Kind: Number}, {Name: "job_title", Kind: Note},
}

// eventLike are leads as a company has them: a level that drifts, sources of which some come only for a time, values that are missing, a rule score that
// is half right. together is how much more a large company brings when it comes from a fair, and less when from the website: no sum of fields
// tells that.
func eventLike(n int, together float64, seed uint64) []Label {
	random := rand.New(rand.NewPCG(seed, 21))
	sources := []string{"Fair", "Website", "Webinar", "Referral", "Campaign"}
	titles := []string{"Head of marketing", "Student", "Managing director", "Sales manager", "Intern", ""}
	labels := make([]Label, n)
	for i := range labels {
		source, industry, country, title := random.IntN(4), random.IntN(6), random.IntN(12), random.IntN(len(titles))
		if i/200%3 == 1 && random.IntN(2) == 0 {
			source = 4
		}
		size, touches := math.Exp(random.Float64()*8), random.IntN(9)
		large := math.Log(size) > 4
		odds := -0.9 + 0.5*math.Sin(float64(i)/400) + []float64{0.2, -0.3, 0, 0.9, -0.7}[source] + []float64{0.6, 0.3, 0, 0, -0.3, -0.6}[industry] + []float64{0.4, -1, 0.6, 0.2, -0.8, 0}[title] + float64(touches)/10
		if source < 2 && large == (source == 0) {
			odds += together
		} else if source < 2 {
			odds -= together
		}
		facts := []string{sources[source], "industry " + strconv.Itoa(industry), "country " + strconv.Itoa(country), strconv.Itoa(int(size)), strconv.Itoa(touches), titles[title]}
		for field := range 5 {
			if random.IntN(12) == 0 {
				facts[field] = ""
			}
		}
		labels[i] = Label{Lead: Lead{Facts: facts, Rules: odds/2 + random.NormFloat64()/2}, Positive: random.Float64() < sigmoid(odds+random.NormFloat64()/2), At: began.Add(time.Duration(i) * 3 * time.Hour)}
	}
	return labels
}
