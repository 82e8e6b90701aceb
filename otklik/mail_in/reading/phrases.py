"""What mail programs write around quotes, by language. Data only; the rules are elsewhere."""

from typing import Final

# The last or a middle word of "On …, Anna wrote:".
WROTE: Final = (
    "wrote", "writes", "schrieben", "schrieben sie", "nous a dit", "says", "has written", "sent",
    "said", "replied", "escribe", "escribió", "escribio", "a écrit", "a ecrit", "écrit",
    "ha scritto", "scritto", "scrive", "schrieb", "schreibt", "geschrieben", "schreef",
    "geschreven", "schrijft", "escreveu", "escreve", "va escriure", "ha escrit", "skrev",
    "skrifaði", "kirjoitti", "nadesłał", "przesłał", "napisał(a)", "napisał", "napisała",
    "napisal(a)", "napisal", "napísal(a)", "napísal", "napsal(a)", "napsala", "napsal", "piše",
    "napisao je", "napisao", "napisala je", "napisala", "je napisal", "написао", "a scris",
    "scrie", "ezt írta", "írta", "yazdı", "şunları yazdı", "şunu yazdı", "έγραψε", "γράφει",
    "rašė", "parašė", "rakstīja", "kirjutas", "написал(а)", "написал", "написала", "написали",
    "пишет", "писал(а)", "писал", "писала", "пишете", "написа", "пише", "написав(ла)", "написав",
    "написала", "піша", "напісаў", "жазды", "đã viết", "viết", "menulis", "เขียนว่า", "เขียน",
    "写道", "寫道", "来信", "來信", "撰写", "のメール", "書きました", "は書きました", "wrote",
    "님이 작성", "작성", "님이 쓰신 글", "כתב/ה", "כתב", "כתבה", "מאת", "كتب", "تمت كتابة ما يلي",
    "نوشت", "ने लिखा", "schrifd", "idatzi du", "escrigué", "a scritto", "skriver", "geschriebn",
)  # fmt: skip

# How such a line begins, before a date, a weekday or a name.
OPENERS: Final = (
    "on", "at", "am", "den", "le", "el", "em", "il", "op", "dnia", "w dniu", "dne", "dňa", "dana",
    "na", "în", "in data", "il giorno", "a(z)", "στις", "από", "vào", "vào lúc", "pada",
    "pada tanggal", "เมื่อ", "在", "于", "於", "el dia", "der", "в", "во", "на", "у", "від", "от",
    "from", "בתאריך", "في", "ב-", "quoting", "posted by", "zitat von", "cytowanie", "citando a",
    "citando", "citat", "citation de", "quotando", "цитирую", "in article", "in message", "from",
    "kl", "v", "u", "tarihinde", "dia", "no dia", "data", "datum", "dňa",
    "wiadomość napisana przez", "el día", "den", "ngày",
)  # fmt: skip

WEEKDAYS: Final = (
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday", "mo", "di", "mi", "do", "fr", "sa", "so", "montag",
    "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "lun", "mar", "mer",
    "jeu", "ven", "sam", "dim", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi",
    "dimanche", "mié", "jue", "vie", "sáb", "dom", "lunes", "martes", "miércoles", "jueves",
    "viernes", "sábado", "domingo", "gio", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì",
    "sabato", "domenica", "seg", "ter", "qua", "qui", "sex", "segunda", "terça", "quarta",
    "quinta", "sexta", "ma", "wo", "vr", "za", "zo", "maandag", "dinsdag", "woensdag",
    "donderdag", "vrijdag", "zaterdag", "zondag", "man", "tir", "ons", "tor", "tors", "fre",
    "lør", "søn", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag", "mån",
    "tis", "lör", "sön", "måndag", "tisdag", "lördag", "söndag", "ke", "to", "pe", "la", "su",
    "ti", "pon", "wt", "śr", "czw", "pt", "sob", "niedz", "po", "út", "st", "čt", "pá", "ne",
    "ut", "pia", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "понедельник", "вторник", "среда",
    "четверг", "пятница", "суббота", "воскресенье", "нд", "понеділок", "вівторок", "середа",
    "четвер", "субота", "неділя", "pzt", "sal", "çar", "per", "cum", "cmt", "paz", "пон", "вто",
    "сря", "чет", "пет", "съб", "нед",
)  # fmt: skip

# Names of header fields as mail programs print them above a quote.
LABELS: Final = {
    "from": (
        "from", "von", "de", "da", "van", "fra", "från", "frå", "od", "от", "від", "ад",
        "от кого", "отправитель", "lähettäjä", "keneltä", "feladó", "kimden", "gönderen", "από",
        "odesílatel", "odosielateľ", "expéditeur", "remitente", "mittente", "absender",
        "afzender", "expeditor", "de la", "发件人", "寄件者", "寄件人", "差出人", "送信者",
        "보낸 사람", "보낸사람", "发信人", "מאת", "من", "từ", "dari", "จาก", "saatja", "no",
        "nuo", "šalje", "pošiljatelj", "frá", "sender", "nadawca", "remetente", "desde",
        "отправлено от", "из", "от името на",
    ),
    "date": (
        "date", "sent", "sent on", "datum", "gesendet", "gesendet am", "envoyé", "envoyé le",
        "date d'envoi", "enviado", "enviado el", "enviado em", "enviada em", "enviada", "fecha",
        "data", "data/ora", "inviato", "inviata", "verzonden", "verzonden op", "verstuurd",
        "sendt", "dato", "skickat", "skickades", "lähetetty", "päivämäärä", "wysłano",
        "data wysłania", "wysłane", "odesláno", "odoslané", "dátum", "elküldve", "küldés dátuma",
        "gönderildi", "gönderilme tarihi", "tarih", "отправлено", "дата", "дата отправки",
        "послано", "надіслано", "дата/время", "изпратено", "ημερομηνία", "στάλθηκε", "trimis",
        "data trimiterii", "发送时间", "发送日期", "日期", "时间", "寄件日期", "傳送時間",
        "已發送", "送信日時", "日時", "日付", "보낸 날짜", "날짜", "נשלח", "תאריך",
        "تاريخ الإرسال", "التاريخ", "đã gửi", "gửi", "ngày", "dikirim", "tanggal", "terkirim",
        "วันที่", "ส่ง", "poslano", "saadetud", "nosūtīts", "išsiųsta", "sent at", "created",
        "дата создания", "когда",
    ),
    "to": (
        "to", "an", "à", "pour", "a", "para", "aan", "til", "till", "do", "кому", "для", "komu",
        "pro", "vastaanottaja", "címzett", "kime", "alıcı", "προς", "către", "收件人", "宛先",
        "받는 사람", "받는사람", "אל", "إلى", "đến", "tới", "kepada", "ถึง", "empfänger",
        "destinataire", "destinatario", "destinatário", "kam", "kam", "prima", "до", "получатель",
        "saaja",
    ),
    "subject": (
        "subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "emne",
        "ämne", "temat", "тема", "тэма", "predmet", "předmět", "predmet", "tárgy", "konu", "θέμα",
        "aihe", "subiect", "主题", "主旨", "件名", "제목", "נושא", "الموضوع", "chủ đề", "subjek",
        "perihal", "judul", "เรื่อง", "teema", "tēma", "tema", "efni", "относно", "re", "sujet",
    ),
    "cc": (
        "cc", "kopie", "copie", "copia", "kopi", "kopia", "копия", "копія", "másolat", "bilgi",
        "κοιν", "抄送", "副本", "참조", "עותק", "نسخة", "kópia", "cópia", "kopio", "bcc", "ccn",
        "cci", "скрытая копия", "dw", "udw",
    ),
    "other": (
        "reply-to", "importance", "attachments", "attachment", "priority", "anlagen",
        "wichtigkeit", "priorität", "importancia", "importance", "priorità", "вложения",
        "важность", "anhänge", "pièces jointes", "datos adjuntos", "anexos", "bijlage",
        "bijlagen", "organization", "organisation", "newsgroups", "antwort an", "répondre à",
        "responder a", "rispondi a", "mailed-by", "signed-by", "security", "allegati",
        "vedhæftede filer", "bifogade filer", "załączniki", "приложения", "附件", "添付ファイル",
        "重要度", "优先级",
    ),
}  # fmt: skip

# Between dashes: here the letter that is answered begins.
ORIGINAL: Final = (
    "original message", "original mail", "original email", "original e-mail",
    "original appointment", "originalmail", "original", "reply message",
    "ursprüngliche nachricht", "originalnachricht", "original-nachricht", "ursprüngliche mail",
    "ursprüngliche e-mail", "original von", "message d'origine", "message original",
    "message d’origine", "message initial", "courriel original", "mensaje original",
    "mensagem original", "messaggio originale", "oorspronkelijk bericht",
    "oorspronkelijke bericht", "oprindelig meddelelse", "oprindelig besked",
    "opprinnelig melding", "opprinnelig epost", "originalmelding", "ursprungligt meddelande",
    "originalmeddelande", "ursprungsmeddelande", "alkuperäinen viesti", "wiadomość oryginalna",
    "oryginalna wiadomość", "treść oryginalnej wiadomości", "původní zpráva", "původní e-mail",
    "pôvodná správa", "eredeti üzenet", "orijinal ileti", "özgün ileti", "orjinal mesaj",
    "исходное сообщение", "оригинальное сообщение", "первоначальное сообщение",
    "оригинал сообщения", "исходное письмо", "оригінальне повідомлення", "первинне повідомлення",
    "вихідне повідомлення", "mesaj original", "mesajul original", "αρχικό μήνυμα",
    "оригинално съобщение", "първоначално съобщение", "izvorna poruka", "originalna poruka",
    "izvirno sporočilo", "原始邮件", "原始郵件", "原始信件", "原邮件", "邮件原件",
    "元のメッセージ", "オリジナルメッセージ", "원본 메시지", "원본 메일", "הודעה מקורית",
    "الرسالة الأصلية", "thư gốc", "tin nhắn gốc", "pesan asli", "ข้อความต้นฉบับ", "algne kiri",
    "originālais ziņojums", "ursprünglicher text", "antwort", "replied message", "回复的原邮件",
    "pesan terkirim",
)  # fmt: skip

# Here a forwarded letter begins: it is the content, not a quote.
FORWARDED: Final = (
    "forwarded message", "forwarded by", "forwarded mail", "begin forwarded message",
    "forwarded letter", "start of forwarded message", "weitergeleitete nachricht",
    "weitergeleitet von", "anfang der weitergeleiteten nachricht",
    "anfang der weitergeleiteten e-mail", "beginn der weitergeleiteten nachricht",
    "message transféré", "début du message réexpédié", "début du message transféré",
    "message réexpédié", "mensaje reenviado", "inicio del mensaje reenviado",
    "mensagem encaminhada", "mensagem reencaminhada", "início da mensagem encaminhada",
    "início da mensagem reencaminhada", "messaggio inoltrato", "inizio messaggio inoltrato",
    "doorgestuurd bericht", "begin doorgestuurd bericht", "videresendt meddelelse",
    "videresendt besked", "videresendt melding", "start på videresendt besked",
    "vidarebefordrat meddelande", "vidarebefordrat brev", "börja vidarebefordrat meddelande",
    "välitetty viesti", "edelleenlähetetty viesti", "wiadomość przekazana",
    "przekazana wiadomość", "początek przekazywanej wiadomości", "przesłana wiadomość dalej",
    "treść przekazanej wiadomości", "přeposlaná zpráva", "předávaná zpráva", "preposlaná správa",
    "továbbított üzenet", "iletilen mesaj", "yönlendirilmiş ileti", "пересылаемое сообщение",
    "пересланное сообщение", "перенаправленное сообщение", "пересылаемое письмо",
    "пересланное письмо", "переадресованное сообщение", "начало переадресованного сообщения",
    "начало пересылаемого сообщения", "переслане повідомлення", "перенаправлене повідомлення",
    "пренасочено съобщение", "mesaj redirecționat", "mesaj trimis mai departe",
    "προωθημένο μήνυμα", "转发的邮件", "转发邮件", "轉寄郵件", "转发信息", "轉寄的郵件",
    "転送されたメッセージ", "転送メッセージ", "전달된 메시지", "הודעה שהועברה",
    "رسالة معاد توجيهها", "thư đã chuyển tiếp", "pesan terusan", "پیام هدایت شده",
    "proslijeđena poruka",
)  # fmt: skip

# What stands before the subject of a forwarded letter.
FORWARD_PREFIXES: Final = (
    "fwd", "fw", "wg", "tr", "rv", "enc", "i", "inoltro", "doorst", "vb", "pd", "přepos",
    "továbbítás", "ilt", "пересл", "пер", "转发", "轉寄", "転送", "전달", "fwd.", "переслано",
    "prw", "vl", "tz", "fs", "trs",
)  # fmt: skip
REPLY_PREFIXES: Final = (
    "re", "aw", "antw", "antwort", "sv", "odp", "res", "rif", "r", "ref", "отв", "ответ", "ha",
    "vá", "ynt", "回复", "答复", "回覆", "返信", "답장", "bls", "vs", "atb", "ats", "σχετ", "на",
    "відп", "yan", "rép",
)  # fmt: skip
