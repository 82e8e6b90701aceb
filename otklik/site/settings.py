"""Django's settings, assembled from the typed environment."""

from pathlib import Path

import dj_database_url
import os

DATA_DIR = Path(os.environ.get("OTKLIK_DATA", "/tmp/otklik-data"))
SECRET_KEY = "development"
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "procrastinate.contrib.django",
    "otklik.core",
    "otklik.ui",
    "otklik.live",
    "otklik.files",
    "otklik.people",
    "otklik.directory",
    "otklik.clock",
    "otklik.mail",
    "otklik.rules",
    "otklik.notices",
    "otklik.tickets",
    "otklik.gate",
    "otklik.desk",
    "otklik.portal",
    "otklik.office",
    "otklik.mail_in",
    "otklik.importers",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "otklik.site.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
DATABASES = {"default": dj_database_url.parse(os.environ.get("DATABASE_URL", "postgres://otklik@127.0.0.1:54329/otklik"))}
AUTH_USER_MODEL = "people.Person"
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
STATIC_URL = "/static/"
ASGI_APPLICATION = "otklik.site.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# auth.W004: the sign-in address is unique among accounts by a constraint on its lower case, beside which a
# contact with the same address may stand until the account proves it (spec D-11, D-12).
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
