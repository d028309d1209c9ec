"""Settings for every place: what differs comes from the environment (docs/operations.md lists the variables)."""

import os
from pathlib import Path

import environ
import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"

env = environ.Env(
    DEBUG=(bool, False),
    HTTPS=(bool, False),
    DEMONSTRATION=(bool, False),
    ALLOWED_HOSTS=(list, ["127.0.0.1", "localhost"]),
    CSRF_TRUSTED_ORIGINS=(list, []),
)

SECRET_KEY = env("SECRET_KEY")
DEBUG = env("DEBUG")
DEMONSTRATION = env("DEMONSTRATION")
ALLOWED_HOSTS = env("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "partnerships",
    "partnerships.core",
    "partnerships.strategy",
    "stakeholders",
    "mou",
    "reporting",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "js_lib_bootstrap5",
    "pghistory",
    "pgtrigger",
    "phonenumber_field",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "partnerships.core.drafts.SignInKeepsTyping",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]

ROOT_URLCONF = "partnerships.urls"
WSGI_APPLICATION = "partnerships.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "partnerships.core.context_processors.house",
            ],
            "builtins": ["partnerships.core.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
FILTERS_EMPTY_CHOICE_LABEL = "Any"

# --- database -----------------------------------------------------------------
if not env("DATABASE_URL").startswith(("postgresql://", "postgres://")):
    raise ImproperlyConfigured("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Events are only ever added; who, from which page and why stand beside each of them.
PGHISTORY_APPEND_ONLY = True
# Reading writes no history, and the words for it would go before every query of a page.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())

# --- accounts -----------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
# It extends Django's own and knows people by their e-mail; a second backend would only hash every password twice.
AUTHENTICATION_BACKENDS = ["partnerships.core.backends.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "reporting:home"
ACCOUNT_ADAPTER = "partnerships.core.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the administrator who opens an account knows the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {
    "login": "partnerships.core.accounts.SignInForm",
    "change_password": "partnerships.core.accounts.ChangePasswordForm",
    "reset_password": "partnerships.core.accounts.ForgottenPasswordForm",
    "reset_password_from_key": "partnerships.core.accounts.NewPasswordForm",
}
# A whole office may stand behind one address, so the limits per address are wide and those per account narrow.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "5/15m/key,100/15m/ip",
    "reset_password": "60/m/ip,5/15m/key",
    "reset_password_from_key": "60/m/ip",
}
# How many proxies in front tell whose request they pass on (X-Forwarded-For).
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
# Shared by all processes of the server, which the limits need. The table comes with the migrations.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# --- language, time, numbers --------------------------------------------------
LANGUAGE_CODE = "en-za"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Africa/Johannesburg"
# The mark between whole and part in every figure shown; input takes comma and point.
DECIMAL_MARK = ","
PHONENUMBER_DEFAULT_REGION = "ZA"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"

# --- files --------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticroot"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "partnerships.core.static.Storage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "partnerships.core.uploads.WholeRequest",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# The local socket of a ClamAV daemon; without one every file says that it was not scanned.
CLAMD_SOCKET = env("CLAMD_SOCKET", default="")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# Whether long work is done where it is asked for, as in tests; otherwise by a process of its own (core.jobs).
JOBS_IN_PROCESS = False
# On one machine; each takes a core for its seconds.
PDFS_AT_ONCE = env.int("PDFS_AT_ONCE", default=max(1, (os.cpu_count() or 1) // 2))

# --- security -----------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 10
SECURE_REFERRER_POLICY = "same-origin"
if env("HTTPS"):
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]  # asked from inside, where there is no HTTPS
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- mail and log -------------------------------------------------------------
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
# A mail server that does not answer must not hold up everything that waits behind it.
EMAIL_TIMEOUT = 30
# Where people reach this application: what links in mails begin with.
SITE_ADDRESS = env(
    "SITE_ADDRESS", default=f"https://{ALLOWED_HOSTS[0]}" if env("HTTPS") else "http://127.0.0.1:8000"
).rstrip("/")
# How to reach the Partnerships Unit, in a sentence: shown on the pages Help and Privacy.
HELP_CONTACT = env("HELP_CONTACT", default="")
# Makes the pseudonyms of redacted copies; whoever has it can work out who is meant. Another key, other pseudonyms.
PSEUDONYM_KEY = env("PSEUDONYM_KEY", default="")
# How the electronic quarterly system of the DPME (eQPRS) calls what we are; a province has its host department.
EQPRS = {
    name: env(f"EQPRS_{name}", default=default)
    for name, default in {
        "INSTITUTION": "Civilian Secretariat for Police Service",
        "SECTOR": "Police",
        "PROGRAMME": "Programme 2: Intersectoral Coordination and Strategic Partnerships",
        "SUBPROGRAMME": "",
        "OUTCOME": "",
        "CLUSTER": "",
    }.items()
}
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="partnerships@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
