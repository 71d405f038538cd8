package automated

// french are the default texts in French.
var french = texts{
	Greeting:                {both: "Bonjour {CustomerFirstName}, comment pouvons-nous vous aider ?\nVous pouvez partir et revenir à tout moment. Votre conversation vous attend ici."},
	Created:                 {both: "Merci, nous avons bien reçu votre message. L’équipe va s’en occuper."},
	AssignmentFailure:       {both: "Nous n’avons pas pu joindre l’équipe. Votre message est enregistré et nous allons réessayer."},
	Joined:                  {both: "{AgentDisplayName} a rejoint la conversation"},
	Transferred:             {both: "Vous parlez maintenant avec {AgentDisplayName}"},
	ColleagueJoined:         {both: "{AgentDisplayName} a rejoint la conversation"},
	ColleagueLeft:           {both: "{AgentDisplayName} a quitté la conversation"},
	AgentAway:               {both: "{AgentDisplayName} n’est pas là pour le moment ; la première personne disponible de l’équipe vous répondra."},
	AgentDisconnected:       {both: "{AgentDisplayName} a perdu la connexion. Un collègue va prendre la suite ; restez ici."},
	AgentAwayHeld:           {both: "{AgentDisplayName} n’est pas là pour le moment et vous répondra à son retour. Si cela tarde trop, une autre personne de l’équipe vous répondra."},
	OutOfHours:              {both: "Nous ne sommes pas là pour le moment, de retour {next_open}. Ce que vous écrivez reste ici, et nous répondrons à notre retour."},
	Holiday:                 {both: "Nous ne sommes pas là aujourd’hui ({reason}), de retour {next_open}. Ce que vous écrivez reste ici, et nous répondrons à notre retour."},
	Closed:                  {both: "Nous ne sommes pas là pour le moment. Ce que vous écrivez reste ici, et nous répondrons à notre retour."},
	Ended:                   {both: "La conversation est terminée"},
	AutoClosed:              {both: "Conversation fermée après {n} sans message. Écrivez à nouveau pour en commencer une autre.", live: "Personne n’était disponible pour vous répondre. Écrivez à nouveau pour commencer une nouvelle conversation."},
	ForceClosed:             {both: "La conversation est terminée"},
	QueuePosition:           {both: "Personnes avant vous : {ahead}"},
	QueueNext:               {both: "Ce sera ensuite votre tour."},
	AverageWaitMinutes:      {both: "Attente habituelle : environ {minutes} min"},
	AverageWaitHours:        {both: "Attente habituelle : environ {hours} h"},
	AverageWaitHoursMinutes: {both: "Attente habituelle : environ {hours} h {minutes} min"},
}
