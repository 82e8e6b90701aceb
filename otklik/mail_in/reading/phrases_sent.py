"""What telephones and mail programs write below a letter, and how people close one. Data only."""

from typing import Final

DEVICES: Final = (
    "iphone", "iphon", "i-phone", "ipad", "ipod", "android", "blackberry", "samsung", "galaxy",
    "huawei", "xiaomi", "redmi", "honor", "poco", "nokia", "lumia", "htc", "nexus", "pixel",
    "sony", "xperia", "lg", "motorola", "oneplus", "realme", "oppo", "vivo", "windows", "mobil",
    "handy", "smartphone", "smartfon", "phone", "telefon", "teléfono", "telefono", "téléphone",
    "telephone", "telemóvel", "celular", "cell", "tablet", "mac", "macbook", "outlook", "mail",
    "yahoo", "gmail", "k-9", "protonmail", "proton", "thunderbird", "spark", "mailbird",
    "aquamail", "bluemail", "nine", "email", "e-mail", "airmail", "gmx", "web.de", "yandex",
    "palm", "treo", "verizon", "t-mobile", "at&t", "sprint", "wireless", "puhelin", "fairphone",
    "zimbra", "tutanota", "surface", "chromebook", "apparaat", "dispositivo", "gerät", "appareil",
    "enhet", "enhed", "urządzeni", "zařízení", "cihaz", "телефон", "смартфон", "планшет", "айфон",
    "устройств", "почт", "яндекс", "мобильн", "приложени", "мобільн", "пошт", "пристро", "device",
    "machine", "laptop", "superhuman", "polymail", "newton", "edison", "hey",
)  # fmt: skip

# Regular expressions for a whole line, case ignored; a blank is any run of them and DEVICE any
# of the names above.
RULES: Final = (

    r"sent (?:from|with|via the) (?:\S+ ){0,5}?DEVICE[^.!?]{0,50}[.!]?(?:\s*<?https?://\S+)?$",
    r"(?:sent|posted|written|typed) (?:from|via|by|using|on) (?:\S+ ){0,3}?DEVICE\S*(?: \w+)?$",
    r"sent from my [\w-]+(?: [\w-]+){0,2}[.!]?$",
    r"(?:from my|[\w.]{2,20} from) (?:\S+ )?DEVICE\S*(?: \S+)?$",
    (
        r"(?:get|download|obtenez|télécharger|obtener|obtenga|obtén|descargar|scarica|hent) "
        r".{0,20}outlook\b.{0,60}$"
    ),
    (
        r"(?:hämta|skaffa|pobierz|stáhněte|holen|baixar|obter|загрузить|скачать|скачайте) "
        r".{0,20}outlook\b.{0,60}$"
    ),
    r"von meine[mr] .{1,60} (?:gesendet|verschickt|geschickt)\.?$",
    r"gesendet (?:von|mit|vom|über) .{0,40}DEVICE",
    r"diese (?:nachricht|e-?mail|mail) wurde (?:von|mit|vom) .{1,80} (?:gesendet|verschickt)",
    r"envoyé?e? (?:de|depuis|à partir|avec|par|via|du) .{0,40}DEVICE",
    r"envoyé depuis mon .{1,40}$",
    r"enviad[oa] (?:desde|do|da|a partir|con|com|por|de|pelo|via|mediante|usando) .{0,40}DEVICE",
    r"enviad[oa] (?:desde mi|do meu|da minha|a partir do meu) .{1,40}$",
    r"inviato (?:da|dal|dall['’]|con|tramite) ?.{0,40}DEVICE",
    r"(?:verzonden|verstuurd|gestuurd) (?:vanaf|met|vanuit|via|door) .{0,40}(?:DEVICE|mijn)",
    r"(?:skickat|skickades) (?:från|med|via) .{0,40}(?:DEVICE|min)",
    r"sendt?t? (?:fra|med|via|från) (?:min |mit |mi )?.{0,30}DEVICE",
    r"(?:från|fra) (?:min|mit) DEVICE\S*$", r"lähetetty .{0,40}DEVICE",
    r"wysłan[eoya] (?:z|ze|za|przez) .{0,40}DEVICE", r"odesláno (?:z|ze|pomocí) .{0,40}DEVICE",
    r"odoslané (?:z|zo) .{0,40}DEVICE", r"trimis (?:de|din|cu) .{0,40}DEVICE",
    r"poslano (?:z|s|iz|sa) .{0,40}DEVICE", r"DEVICE.{0,12} küldve",
    r".{0,20}(?:iphone|ipad|android|galaxy|samsung|outlook)\S{0,14} ?(?:gönderildi|から送信)",
    r"στάλθηκε από .{1,40}$",
    r"отправлен[оа] (?:с|со|из|от|через|при помощи|с помощью) .{0,60}(?:DEVICE|mail\.ru)",
    r"отправлен[оа] (?:с|со|из) (?:моего|мо[её]й) .{1,40}$", r"послано (?:с|со|из) .{0,40}DEVICE",
    r"(?:надіслано|відправлено) (?:з|із|зі|за допомогою|від) .{0,40}DEVICE",
    r"изпратено (?:от|с|чрез) .{0,40}DEVICE", r"адпраўлена (?:з|са) .{0,40}DEVICE",
    r"(?:发自|發自|从|從|来自|來自)\s?我?的?\s?.{0,20}(?:iphone|ipad|手机|手機|傳送|发送)",
    r"(?:发自|發自|从|從|来自|來自)\s?我?的?\s?.{0,20}(?:android|小米|华为|邮箱)",
    r"(?:从|從)我的.{1,30}(?:发送|傳送|寄出)$", r"(?:获取|下载|取得) ?(?:适用于)?.{0,20}outlook",
    r"(?:나의|내) .{1,30}에서 보냄$", r".{1,30}(?:から送信|より送信)(?:されました)?$",
    r"(?:נשלח מ|أرسلت من|أُرسلت من|تم الإرسال من|مرسل من)", r"(?:đã |được )?gửi từ .{1,40}$",
    r"dikirim dari .{1,40}$", r"ส่งจาก .{1,40}$",
)  # fmt: skip

CLOSINGS: Final = (
    "regards", "best regards", "kind regards", "warm regards", "with best regards",
    "with kind regards", "many thanks and best regards", "thanks and regards", "best wishes",
    "sincerely", "sincerely yours", "yours sincerely", "yours faithfully", "yours truly",
    "mit freundlichen grüßen", "mit freundlichen grüssen", "mit freundlichem gruß",
    "freundliche grüße", "freundliche grüsse", "viele grüße", "viele grüsse", "beste grüße",
    "mit besten grüßen", "cordialement", "bien cordialement", "salutations distinguées",
    "bien à vous", "saludos", "saludos cordiales", "un saludo", "atentamente", "atenciosamente",
    "cumprimentos", "cordiali saluti", "distinti saluti", "met vriendelijke groet",
    "met vriendelijke groeten", "hartelijke groet", "med vänlig hälsning",
    "med vänliga hälsningar", "vänliga hälsningar", "med venlig hilsen", "venlig hilsen",
    "med vennlig hilsen", "vennlig hilsen", "ystävällisin terveisin", "terveisin", "pozdrawiam",
    "z poważaniem", "s pozdravem", "s pozdravom", "üdvözlettel", "tisztelettel", "saygılarımla",
    "cu stimă", "с уважением", "с наилучшими пожеланиями", "всего доброго", "з повагою", "thanks",
    "thank you", "many thanks", "thanks again", "thanks in advance", "cheers", "best",
    "all the best", "br", "rgds", "mfg", "lg", "vg", "mvh", "kh", "vh", "hilsen", "hälsningar",
    "groeten", "groetjes", "gr", "merci", "merci d'avance", "bonne journée", "спасибо",
    "большое спасибо", "заранее спасибо", "заранее благодарю", "благодарю", "хорошего дня",
    "с наилучшими", "до свидания", "дякую", "děkuji", "dzięki", "danke", "vielen dank",
    "besten dank", "bedankt", "obrigado", "obrigada", "gracias", "muchas gracias", "grazie",
    "kiitos", "tack", "tak", "takk", "teşekkürler", "ευχαριστώ", "multumesc", "mulțumesc",
    "с уважение", "με εκτίμηση", "lugupidamisega", "ar cieņu", "pagarbiai", "s poštovanjem",
    "lep pozdrav",
)  # fmt: skip
