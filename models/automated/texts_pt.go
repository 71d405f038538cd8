package automated

// portuguese are the default texts in Portuguese, as in Brazil.
var portuguese = texts{
	Greeting:                {both: "Olá, {CustomerFirstName}, como podemos ajudar?\nVocê pode sair e voltar quando quiser. Sua conversa espera por você aqui."},
	Created:                 {both: "Recebemos sua mensagem. Alguém da equipe vai cuidar disso."},
	AssignmentFailure:       {both: "Não conseguimos falar com a equipe. Sua mensagem está salva e vamos tentar de novo."},
	Joined:                  {both: "{AgentDisplayName} entrou na conversa"},
	Transferred:             {both: "Agora você fala com {AgentDisplayName}"},
	ColleagueJoined:         {both: "{AgentDisplayName} entrou na conversa"},
	ColleagueLeft:           {both: "{AgentDisplayName} saiu da conversa"},
	AgentAway:               {both: "{AgentDisplayName} não está no momento; a próxima pessoa disponível da equipe vai responder."},
	AgentDisconnected:       {both: "{AgentDisplayName} perdeu a conexão. Outra pessoa da equipe vai continuar; fique aqui."},
	AgentAwayHeld:           {both: "{AgentDisplayName} não está no momento e vai responder quando voltar. Se demorar demais, outra pessoa da equipe responde."},
	OutOfHours:              {both: "No momento não estamos. Voltamos: {next_open}. O que você escrever fica aqui, e respondemos quando voltarmos."},
	Holiday:                 {both: "Hoje não estamos ({reason}). Voltamos: {next_open}. O que você escrever fica aqui, e respondemos quando voltarmos."},
	Closed:                  {both: "No momento não estamos. O que você escrever fica aqui, e respondemos quando voltarmos."},
	Ended:                   {both: "A conversa foi encerrada"},
	AutoClosed:              {both: "Conversa encerrada após {n} sem mensagens. Escreva de novo para iniciar outra.", live: "Ninguém estava disponível para responder. Escreva de novo para iniciar outra conversa."},
	ForceClosed:             {both: "A conversa foi encerrada"},
	QueuePosition:           {both: "Pessoas na sua frente: {ahead}"},
	QueueNext:               {both: "O próximo atendimento é o seu."},
	AverageWaitMinutes:      {both: "Espera habitual: cerca de {minutes} min"},
	AverageWaitHours:        {both: "Espera habitual: cerca de {hours} h"},
	AverageWaitHoursMinutes: {both: "Espera habitual: cerca de {hours} h {minutes} min"},
}
