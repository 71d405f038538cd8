package automated

// arabic are the default texts in Arabic, in forms that suit everybody.
var arabic = texts{
	Greeting:                {both: "مرحبًا {CustomerFirstName}، كيف يمكننا المساعدة؟\nيمكنك المغادرة والعودة في أي وقت. تبقى محادثتك هنا في انتظارك."},
	Created:                 {both: "شكرًا، وصلتنا رسالتك. سيتابعها الفريق."},
	AssignmentFailure:       {both: "تعذّر الوصول إلى الفريق. رسالتك محفوظة وسنحاول مرة أخرى."},
	Joined:                  {both: "{AgentDisplayName} الآن في المحادثة"},
	Transferred:             {both: "المحادثة الآن مع {AgentDisplayName}"},
	ColleagueJoined:         {both: "{AgentDisplayName} الآن في المحادثة"},
	ColleagueLeft:           {both: "{AgentDisplayName} خارج المحادثة الآن"},
	AgentAway:               {both: "تعذّر الوصول إلى {AgentDisplayName} الآن؛ سيصلك الرد من أول من يتوفّر في الفريق."},
	AgentDisconnected:       {both: "انقطع اتصال {AgentDisplayName}. سيتابع معك أحد الزملاء؛ ابق هنا."},
	AgentAwayHeld:           {both: "{AgentDisplayName} غير متاح الآن وسيصلك الرد عند العودة. إن طال ذلك فسيرد عليك أحد أعضاء الفريق."},
	OutOfHours:              {both: "لسنا متاحين الآن ونعود {next_open}. يبقى ما تكتبه هنا، ونردّ عند عودتنا."},
	Holiday:                 {both: "لسنا متاحين اليوم ({reason}) ونعود {next_open}. يبقى ما تكتبه هنا، ونردّ عند عودتنا."},
	Closed:                  {both: "لسنا متاحين الآن. يبقى ما تكتبه هنا، ونردّ عند عودتنا."},
	Ended:                   {both: "انتهت المحادثة"},
	AutoClosed:              {both: "أُغلقت المحادثة بعد مرور {n} دون رسائل. تبدأ محادثة جديدة برسالتك التالية.", live: "لم يكن أحد متاحًا للرد عليك. تبدأ محادثة جديدة برسالتك التالية."},
	ForceClosed:             {both: "انتهت المحادثة"},
	QueuePosition:           {both: "عدد من قبلك: {ahead}"},
	QueueNext:               {both: "دورك هو التالي."},
	AverageWaitMinutes:      {both: "الانتظار المعتاد بالدقائق: نحو {minutes}"},
	AverageWaitHours:        {both: "الانتظار المعتاد بالساعات: نحو {hours}"},
	AverageWaitHoursMinutes: {both: "الانتظار المعتاد: نحو {hours} س و{minutes} د"},
}
