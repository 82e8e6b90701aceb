"""Django's settings, assembled from the typed environment (`otklik.core.config`)."""

from typing import Any, Final

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from otklik.core import logs
from otklik.core.config import ConfigError, config, secrets

try:
    _config = config()
    SECRET_KEY = secrets().secret_key
except ConfigError as error:
    raise ImproperlyConfigured(str(error)) from error

DEBUG = False
ALLOWED_HOSTS = _config.hosts

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "csp",
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
    "otklik.coupons",
    "otklik.tickets",
    "otklik.gate",
    "otklik.desk",
    "otklik.portal",
    "otklik.office",
    "otklik.mail_in",
    "otklik.importers",
    "otklik.site",
    "allauth.account",
]

MIDDLEWARE = [
    "otklik.site.middleware.request_log",
    "otklik.site.middleware.small_tables_once",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "otklik.people.middleware.personal",
    "otklik.site.announcing.maintenance",
    "otklik.site.failures.explained",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "otklik.site.urls"
ASGI_APPLICATION = "otklik.site.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "otklik.ui.context.ui",
            ],
        },
    }
]

# --- database ---------------------------------------------------------------------------------

# `otklik` gives every process that it starts the address of the database, the embedded one's too.
# Without one a process can only read the code: makemigrations, mypy.
DATABASES: dict[str, dict[str, Any]] = {}
if _config.database_url:
    _given = dj_database_url.parse(_config.database_url.get_secret_value())
    _pool = {"min_size": 1, "max_size": _config.database_pool, "timeout": 10}
    DATABASES["default"] = {
        **_given,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # after a restart of the database the pool heals itself
        # What is asked again and again, the database plans once for a connection.
        "OPTIONS": {
            "server_side_binding": True,
            "prepare_threshold": 5,
            **_given.get("OPTIONS", {}),
            "pool": _pool,
        },
    }

# --- people -----------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Person"
# auth.W004: the sign-in address is unique among accounts; beside an account a contact with the same
# address may stand until the account proves it (spec D-11, D-12).
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["otklik.gate.backends.AccountBackend"]
LOGIN_URL = "/account/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 30 * 60
# allauth checks passwords and counts attempts; addresses and their proofs are of `people`.
ACCOUNT_ADAPTER = "otklik.gate.adapter.GateAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
# Amount / time / counted by: network address, e-mail address (key), or person (user).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "sign_up": "20/h/ip",
    "ask_for_letter": "20/h/ip,1/m/key,5/d/key",
    "proof_letters": f"{_config.proof_letters_an_hour}/h/key",
    "new_password": "20/h/ip",
    "check_password": "5/5m/user",
    "ask_access": "10/h/user",
    "coupon_refused": "10/h/user,30/h/ip",
}
CACHES = {
    "default": {  # the counters of those limits, which all processes share
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "gate_counter",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
SESSION_ENGINE = "otklik.people.sessions"
SESSION_COOKIE_NAME = "otklik_session"
SESSION_COOKIE_SECURE = _config.secure
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "otklik_csrf"
CSRF_COOKIE_SECURE = _config.secure
CSRF_COOKIE_HTTPONLY = True  # pages carry the token in a meta element
CSRF_FAILURE_VIEW = "otklik.site.failures.forged"
CSRF_TRUSTED_ORIGINS = [_config.url]

# --- words and time ---------------------------------------------------------------------------

LANGUAGE_CODE = _config.language
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "otklik_language"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# --- files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = _config.data / "static"
# Only an installation collects its files under hashed names: a bare process of a developer or a
# test serves them from the rooms.
HASHED_STATIC: Final = _config.mode != "development"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": _config.data / "files"},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 50
FILE_UPLOAD_PERMISSIONS = 0o600

# --- what browsers are told -------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _config.secure else 0

# --- logs -------------------------------------------------------------------------------------

LOGGING_CONFIG = None
logs.configure(level=_config.log_level, form=_config.log_format)
